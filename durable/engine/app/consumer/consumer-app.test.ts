import { describe, expect, it } from 'vitest'
import { createApp, readerOf, readerPlan, replay } from '../../../../test/support/apps.ts'
import { MemoryCluster } from '../../../../test/support/memory-store.ts'
import { createTopic, produce } from '../../../../test/support/records.ts'

function cluster(partitionCount = 2): MemoryCluster {
  const kafka = new MemoryCluster({ brokerConfigs: [['offsets.topic.num.partitions', '1']] })
  createTopic(kafka, 't', {}, partitionCount)
  return kafka
}

function write(kafka: MemoryCluster, count: number, partitionIndex = 0): void {
  for (let index = 0; index < count; index++) produce(kafka, 't', [{ key: `k${index}`, value: `v${index}` }], partitionIndex)
}

/** In steps of a second, so that what waits for time comes to its turn. */
function live(kafka: MemoryCluster, seconds: number): void {
  for (let second = 0; second < seconds; second++) kafka.advance(1_000)
}

function timesOf(kafka: MemoryCluster, ...appIds: readonly number[]): number[] {
  const times = new Map<string, number>()
  for (const appId of appIds) {
    for (const one of readerOf(kafka, appId).processed) {
      const place = `${one.partitionIndex}/${one.offset}`
      times.set(place, (times.get(place) ?? 0) + one.times)
    }
  }
  return [...times.values()]
}

describe('an application that reads', () => {
  it('[CAP1] joins its group, processes every record once, commits and stops', () => {
    const kafka = cluster()
    write(kafka, 5)
    const appId = createApp(kafka, readerPlan({ processingMs: 100 }))
    live(kafka, 10)
    write(kafka, 5, 1)
    live(kafka, 5)
    expect(timesOf(kafka, appId)).toEqual(Array.from({ length: 10 }, () => 1))
    kafka.act({ kind: 'controlApp', appId, action: 'stop' })
    live(kafka, 2)
    expect(readerOf(kafka, appId)).toMatchObject({ phase: 'stopped', process: null, counters: { processed: 10, processedAgain: 0 } })
    expect(replay(kafka).apps).toEqual(kafka.cluster.apps)
  })
})
