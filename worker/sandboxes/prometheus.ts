// Metrics as Prometheus scrapes them: text exposition format 0.0.4. All samples of one name stand together, below one HELP and one TYPE line.
import type { MetricValue } from '../../durable/shell/metrics/metric-value.ts'

export const PROMETHEUS_TYPE = 'text/plain; version=0.0.4; charset=utf-8'

export function prometheusText(metrics: readonly MetricValue[]): string {
  const families = new Map<string, MetricValue[]>()
  for (const metric of metrics) {
    const samples = families.get(metric.prometheusName)
    if (samples === undefined) families.set(metric.prometheusName, [metric])
    else samples.push(metric)
  }
  return [...families].map(([name, samples]) => familyText(name, samples)).join('')
}

function familyText(name: string, samples: readonly MetricValue[]): string {
  const [first] = samples
  if (first === undefined) return ''
  const head = `# HELP ${name} ${escapeHelp(first.help)}\n# TYPE ${name} ${first.prometheusType}\n`
  return head + samples.map((sample) => `${name}${labelsOf(sample)} ${numberText(sample.value)}\n`).join('')
}

function labelsOf({ nodeId, topic, partitionIndex }: MetricValue): string {
  const labels = [
    ['node_id', nodeId],
    ['topic', topic],
    ['partition', partitionIndex],
  ] as const
  const given = labels.flatMap(([name, value]) => (value === null ? [] : [`${name}="${escapeLabel(String(value))}"`]))
  return given.length === 0 ? '' : `{${given.join(',')}}`
}

/** Go's words for what is no number. */
function numberText(value: number): string {
  if (value === Number.POSITIVE_INFINITY) return '+Inf'
  if (value === Number.NEGATIVE_INFINITY) return '-Inf'
  return String(value)
}

function escapeLabel(text: string): string {
  return escapeHelp(text).replaceAll('"', '\\"')
}

function escapeHelp(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')
}
