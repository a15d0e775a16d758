// Simulated producers on a real cluster: what they send arrives for the real reason, and so does what goes wrong.
import { describe, expect, it } from 'vitest'
import { MemoryCluster } from '../../../test/support/memory-store.ts'
import { createAssigned, readValues } from '../../../test/support/replicas.ts'
import { appOf, createApp, plan } from '../../../test/support/apps.ts'

describe('a simulated producer', () => {
  it('[APP1] sends', () => {
    const cluster = new MemoryCluster()
    createAssigned(cluster, 't', [[1, 2, 3]])
    const appId = createApp(cluster, plan({ configs: { 'enable.idempotence': 'false' }, workload: { count: 3 } }))
    cluster.advance(1000)
    console.log(JSON.stringify(appOf(cluster, appId), null, 1))
    console.log(readValues(cluster))
    console.log(cluster.records.map((r) => r.kind + (r.kind === 'app.changed' ? ' ' + JSON.stringify(r.change) : '')).join('\n'))
  })
})
