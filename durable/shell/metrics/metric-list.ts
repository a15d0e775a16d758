// Collects the values of one reading: what stays the same for a metric is worked out once.
import { ATTRIBUTES, METRICS, prometheusName } from './definitions.ts'
import type { MetricDefinition, MetricName } from './definitions.ts'
import type { Meter } from './meter.ts'
import type { MetricValue } from './metric-value.ts'
import type { Timer } from './timer.ts'

/** What a value is about; whatever is left out is null. */
export type Subject = { readonly nodeId?: number; readonly topic?: string; readonly partitionIndex?: number }

type Sample = Pick<MetricValue, 'attribute' | 'prometheusName' | 'prometheusType'>

const SAMPLES = new Map<MetricName, readonly Sample[]>(
  (Object.keys(METRICS) as MetricName[]).map((name) => [name, samplesOf(METRICS[name])]),
)

function samplesOf(definition: MetricDefinition): Sample[] {
  return ATTRIBUTES[definition.kind].map((attribute) => ({
    attribute,
    prometheusName: prometheusName(definition, attribute),
    prometheusType: attribute === 'Count' ? 'counter' : 'gauge',
  }))
}

export class MetricList {
  readonly values: MetricValue[] = []

  gauge(name: MetricName, value: number, subject: Subject = {}): void {
    this.#add(name, [value], subject)
  }

  meter(name: MetricName, meter: Meter, nowMs: number, subject: Subject = {}): void {
    this.#add(name, meterValues(meter, nowMs), subject)
  }

  timer(name: MetricName, timer: Timer, nowMs: number): void {
    this.#add(name, [...meterValues(timer.meter, nowMs), timer.meanMs, timer.maxMs, ...timer.percentilesMs([0.5, 0.99])], {})
  }

  /** `values` are in the order of the metric's attributes. */
  #add(
    name: MetricName,
    values: readonly number[],
    { nodeId = null, topic = null, partitionIndex = null }: Partial<Nullable<Subject>>,
  ): void {
    const { mbean: base, help } = METRICS[name]
    const mbean = topic === null ? base : `${base},topic=${topic}${partitionIndex === null ? '' : `,partition=${partitionIndex}`}`
    for (const [index, sample] of (SAMPLES.get(name) ?? []).entries()) {
      this.values.push({ mbean, nodeId, topic, partitionIndex, value: values[index] ?? 0, help, ...sample })
    }
  }
}

type Nullable<Of> = { readonly [Key in keyof Of]: Of[Key] | null }

function meterValues(meter: Meter, nowMs: number): number[] {
  const { meanRate, oneMinuteRate, fiveMinuteRate, fifteenMinuteRate } = meter.rates(nowMs)
  return [meter.count, meanRate, oneMinuteRate, fiveMinuteRate, fifteenMinuteRate]
}
