// What docs/metrics.md lists, what the table defines, and what a cluster produces are the same.
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { MemoryCluster } from '../../../test/support/memory-store.ts'
import { createAssigned, send } from '../../../test/support/replicas.ts'
import { ATTRIBUTES, METRICS, prometheusName } from './definitions.ts'
import type { MetricDefinition, MetricScope } from './definitions.ts'
import type { MetricValue } from './metric-value.ts'
import { Metrics } from './metrics.ts'

const DEFINITIONS: readonly MetricDefinition[] = Object.values(METRICS)

function tableRow(definition: MetricDefinition): string {
  const { mbean, kind, scopes, help } = definition
  const [attribute] = ATTRIBUTES[kind]
  return `| \`${mbean}\` | ${kind} | ${scopes.join(', ')} | \`${prometheusName(definition, attribute)}\` | ${help} |`
}

function documentedRows(file: string): string[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| `kafka.'))
}

test('docs/metrics.md has a row for every metric, and no other', () => {
  expect(documentedRows('docs/metrics.md')).toEqual(DEFINITIONS.map(tableRow))
})

test('its Chinese twin has the same rows, with words of its own', () => {
  const withoutWords = (row: string) => row.split(' | ').slice(0, -1)
  expect(documentedRows('docs/metrics.zh-CN.md').map(withoutWords)).toEqual(DEFINITIONS.map(tableRow).map(withoutWords))
})

test('the names for Prometheus are those of the JMX exporter, and one name is one metric', () => {
  expect(prometheusName(METRICS.bytesIn, 'Count')).toBe('kafka_server_brokertopicmetrics_bytesin_total')
  expect(prometheusName(METRICS.bytesIn, 'OneMinuteRate')).toBe('kafka_server_brokertopicmetrics_bytesin_oneminuterate')
  expect(prometheusName(METRICS.underReplicated, 'Value')).toBe('kafka_server_replicamanager_underreplicatedpartitions')
  expect(prometheusName(METRICS.requestHandlerIdle, 'OneMinuteRate')).toBe(
    'kafka_server_kafkarequesthandlerpool_requesthandleravgidle_percent',
  )
  expect(prometheusName(METRICS.leaderElections, 'Count')).toBe('kafka_controller_controllerstats_leaderelectionrateandtimems_count')
  expect(prometheusName(METRICS.fetchPurgatory, 'Value')).toBe('kafka_server_delayedoperationpurgatory_purgatorysize_fetch')
  const names = DEFINITIONS.flatMap((definition) => ATTRIBUTES[definition.kind].map((attribute) => prometheusName(definition, attribute)))
  expect(new Set(names).size).toBe(names.length)
  for (const name of names) expect(name).toMatch(/^[a-z_][a-z0-9_]*$/)
})

test('a cluster produces every metric that is defined, and no other', () => {
  const cluster = new MemoryCluster()
  const metrics = new Metrics(cluster.nowMs)
  createAssigned(cluster, 't', [[1, 2, 3]])
  send(cluster, 'v')
  metrics.onEntries(cluster.cluster, cluster.entries)
  // Every meter that a topic can have: one fetch that brings something, and a produce and a fetch that fail.
  for (const error of ['NONE', 'UNKNOWN_SERVER_ERROR'] as const) {
    const answer = { error, highWatermark: 1, lastStableOffset: 1, logStartOffset: 0 }
    const partitions = [{ ...answer, partitionIndex: 0, records: new Uint8Array(9) }]
    const input = { api: 'Fetch', brokerId: 1 } as const
    metrics.onAnswered(cluster.cluster, input, { responses: [{ topic: 't', topicId: '', partitions }] }, cluster.nowMs)
  }
  const refusal = {
    index: 0,
    error: 'NOT_ENOUGH_REPLICAS',
    errorMessage: null,
    baseOffset: -1,
    logAppendTimeMs: -1,
    logStartOffset: -1,
  } as const
  const refused = { responses: [{ name: 't', partitionResponses: [refusal] }] }
  metrics.onAnswered(cluster.cluster, { api: 'Produce', brokerId: 1 }, refused, cluster.nowMs)
  const produced = metrics.values(cluster.cluster, cluster.engine.purgatory.sizes(), cluster.nowMs).map(describeValue)
  expect([...new Set(produced)].sort()).toEqual(DEFINITIONS.flatMap(describeDefinition).sort())
  expect(new Set(produced).size).toBeLessThan(produced.length)
})

function describeDefinition(definition: MetricDefinition): string[] {
  const { mbean, kind, scopes, help } = definition
  return scopes.flatMap((scope) => {
    const whole = `${mbean}${scope === 'topic' ? ',topic=t' : scope === 'replica' ? ',topic=t,partition=0' : ''}`
    return ATTRIBUTES[kind].map((attribute) => {
      const type = attribute === 'Count' ? 'counter' : 'gauge'
      return `${scope} ${whole} ${attribute} ${prometheusName(definition, attribute)} ${type} ${help}`
    })
  })
}

function describeValue(value: MetricValue): string {
  const { mbean, attribute, help } = value
  return `${scopeOf(value)} ${mbean} ${attribute} ${value.prometheusName} ${value.prometheusType} ${help}`
}

function scopeOf({ nodeId, topic, partitionIndex }: MetricValue): MetricScope {
  if (partitionIndex !== null) return 'replica'
  if (topic !== null) return 'topic'
  if (nodeId === null) return 'cluster'
  return nodeId >= 3000 ? 'controller' : 'broker'
}
