// GET /v1/sandboxes/{id}/metrics: Kafka's metrics as JSON, and as the text that Prometheus scrapes.
import type { MetricValue } from '../../durable/shell/metrics/metric-value.ts'
import { metricList, metricQuery } from '../../schema/api/metrics.ts'
import { preferredType } from '../http/content-type.ts'
import { endpoint } from '../http/endpoint.ts'
import type { Endpoint } from '../http/endpoint.ts'
import { json } from '../http/json-response.ts'
import { valueOf } from '../http/outcome.ts'
import { mayName } from '../kafka/topic-names.ts'
import { PROMETHEUS_TYPE, prometheusText } from './prometheus.ts'

const JSON_TYPE = 'application/json'
const TEXT_TYPE = 'text/plain'

const readMetrics = endpoint({
  method: 'GET',
  path: '/v1/sandboxes/:sandbox_id/metrics',
  tag: 'State',
  summary: 'Read the metrics',
  description: 'Under Kafka’s own names. As text they have the names that the JMX exporter gives them.',
  scope: 'observe',
  query: metricQuery,
  responses: { 200: { description: 'Every metric of every node.', schema: metricList, alsoAs: [TEXT_TYPE] } },
  async handle({ request, sandbox, caller, sandboxId, principal, query }) {
    const all = valueOf(await sandbox.metrics(caller), sandboxId)
    const metrics = all.filter(({ topic }) => topic === null || mayName(principal, topic))
    const type = preferredType(request.headers.get('Accept'), [JSON_TYPE, TEXT_TYPE])
    if (query.format === 'prometheus' || (query.format === undefined && type === TEXT_TYPE)) {
      return new Response(prometheusText(metrics), { headers: { 'Content-Type': PROMETHEUS_TYPE } })
    }
    return json(200, { metrics: metrics.map(showMetric) })
  },
})

export const metricEndpoints: readonly Endpoint[] = [readMetrics]

function showMetric({ mbean, attribute, nodeId, topic, partitionIndex, value }: MetricValue): object {
  return { mbean, attribute, node_id: nodeId, topic, partition: partitionIndex, value: Number.isFinite(value) ? value : null }
}
