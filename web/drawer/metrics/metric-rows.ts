// Metrics then and now, side by side: what moved, and by how much.

export type Metric = {
  readonly mbean: string
  readonly attribute: string
  readonly node_id: number | null
  readonly topic: string | null
  readonly partition: number | null
  readonly value: number | null
}

export const SCOPES = ['cluster', 'node', 'topic', 'replica'] as const

export type Scope = (typeof SCOPES)[number]

export type MetricRow = {
  readonly key: string
  readonly metric: Metric
  /** Null where there was nothing to measure. */
  readonly was: number | null
  readonly now: number | null
  /** Null where one of the two is missing. */
  readonly delta: number | null
}

export type RowFilter = {
  readonly scope: Scope
  readonly text: string
  readonly onlyChanged: boolean
  /** Rates of other windows than a minute, percentiles. */
  readonly withDetail: boolean
}

const MAIN_ATTRIBUTES: ReadonlySet<string> = new Set(['Value', 'Count', 'OneMinuteRate'])

export function metricRows(was: readonly Metric[], now: readonly Metric[], filter: RowFilter): MetricRow[] {
  const before = new Map(was.map((metric) => [keyOf(metric), metric.value]))
  const wanted = filter.text.toLowerCase()
  return now
    .filter((metric) => scopeOf(metric) === filter.scope && (filter.withDetail || MAIN_ATTRIBUTES.has(metric.attribute)))
    .filter((metric) => wanted === '' || keyOf(metric).toLowerCase().includes(wanted))
    .map((metric) => rowOf(metric, before))
    .filter(({ was: then, now: current }) => !filter.onlyChanged || then !== current)
}

function rowOf(metric: Metric, before: ReadonlyMap<string, number | null>): MetricRow {
  const key = keyOf(metric)
  // What counts from nothing, such as the meters of a topic that was just made, was not there before.
  const was = before.get(key) ?? null
  return { key, metric, was, now: metric.value, delta: was === null || metric.value === null ? null : metric.value - was }
}

export function scopeOf({ node_id: node, topic, partition }: Metric): Scope {
  if (partition !== null) return 'replica'
  if (topic !== null) return 'topic'
  return node === null ? 'cluster' : 'node'
}

/** The name of a metric within its MBean: `BytesInPerSec`, `PurgatorySize (Produce)`. */
export function shortName({ mbean }: Metric): string {
  const name = /\bname=([^,]+)/.exec(mbean)?.[1] ?? mbean
  const operation = /\bdelayedOperation=([^,]+)/.exec(mbean)?.[1]
  return operation === undefined ? name : `${name} (${operation})`
}

function keyOf({ mbean, attribute, node_id: node, topic, partition }: Metric): string {
  return `${mbean} ${attribute} ${node ?? ''} ${topic ?? ''} ${partition ?? ''}`
}

/** The value of a metric of the whole cluster. */
export function clusterValue(metrics: readonly Metric[], name: string, attribute: string): number | null {
  const found = metrics.find(
    (metric) => metric.attribute === attribute && scopeOf(metric) === 'cluster' && metric.mbean.endsWith(`name=${name}`),
  )
  return found?.value ?? null
}
