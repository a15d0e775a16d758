import { expect, test } from 'vitest'
import { clusterValue, metricRows, scopeOf, shortName } from './metric-rows.ts'
import type { Metric, RowFilter } from './metric-rows.ts'

const everything: RowFilter = { scope: 'cluster', text: '', onlyChanged: false, withDetail: true }

function metric(name: string, value: number | null, more: Partial<Metric> = {}): Metric {
  return { mbean: `kafka.server:type=X,name=${name}`, attribute: 'Count', node_id: null, topic: null, partition: null, value, ...more }
}

test('a metric that moved says by how much', () => {
  const rows = metricRows([metric('A', 3), metric('B', 1)], [metric('A', 5), metric('B', 1)], everything)
  expect(rows.map(({ was, now, delta }) => [was, now, delta])).toEqual([
    [3, 5, 2],
    [1, 1, 0],
  ])
})

test('what there was nothing to measure of has no difference', () => {
  const [row] = metricRows([metric('A', null)], [metric('A', 5)], everything)
  expect(row).toMatchObject({ was: null, now: 5, delta: null })
  expect(metricRows([], [metric('A', 5)], everything)[0]?.delta).toBeNull()
})

test('only what changed, only what is asked for, only the main attributes', () => {
  const was = [metric('Bytes', 1), metric('Isr', 1)]
  const now = [metric('Bytes', 2), metric('Isr', 1), metric('Bytes', 9, { attribute: 'FiveMinuteRate' })]
  expect(metricRows(was, now, { ...everything, onlyChanged: true, withDetail: false })).toHaveLength(1)
  expect(metricRows(was, now, { ...everything, text: 'isr' })).toHaveLength(1)
  expect(metricRows(was, now, everything)).toHaveLength(3)
})

test('a metric is of the cluster, a node, a topic, or a replica', () => {
  expect(scopeOf(metric('A', 0))).toBe('cluster')
  expect(scopeOf(metric('A', 0, { node_id: 1 }))).toBe('node')
  expect(scopeOf(metric('A', 0, { topic: 't' }))).toBe('topic')
  expect(scopeOf(metric('A', 0, { node_id: 1, topic: 't', partition: 0 }))).toBe('replica')
})

test('a name tells the two purgatories apart', () => {
  expect(shortName(metric('PurgatorySize,delayedOperation=Fetch', 0))).toBe('PurgatorySize (Fetch)')
  expect(shortName(metric('LeaderCount', 0))).toBe('LeaderCount')
})

test('the value of the whole cluster is not that of a broker', () => {
  expect(clusterValue([metric('A', 1, { node_id: 1 }), metric('A', 7)], 'A', 'Count')).toBe(7)
  expect(clusterValue([], 'A', 'Count')).toBeNull()
})
