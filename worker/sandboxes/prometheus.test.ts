// The exposition format, character by character.
import { expect, it } from 'vitest'
import type { MetricValue } from '../../durable/shell/metrics/metric-value.ts'
import { prometheusText } from './prometheus.ts'

const BYTES_IN: MetricValue = {
  mbean: 'kafka.server:type=BrokerTopicMetrics,name=BytesInPerSec',
  attribute: 'Count',
  nodeId: 1,
  topic: null,
  partitionIndex: null,
  value: 42,
  prometheusName: 'kafka_server_brokertopicmetrics_bytesin_total',
  prometheusType: 'counter',
  help: 'Bytes in.',
}

it('keeps the samples of one name together, under one HELP and one TYPE', () => {
  const other = {
    ...BYTES_IN,
    prometheusName: 'kafka_controller_activebrokercount',
    prometheusType: 'gauge',
    nodeId: null,
    value: 3,
  } as const
  const text = prometheusText([BYTES_IN, other, { ...BYTES_IN, nodeId: 2, topic: 'orders', partitionIndex: 0, value: 0.5 }])
  expect(text).toBe(
    '# HELP kafka_server_brokertopicmetrics_bytesin_total Bytes in.\n' +
      '# TYPE kafka_server_brokertopicmetrics_bytesin_total counter\n' +
      'kafka_server_brokertopicmetrics_bytesin_total{node_id="1"} 42\n' +
      'kafka_server_brokertopicmetrics_bytesin_total{node_id="2",topic="orders",partition="0"} 0.5\n' +
      '# HELP kafka_controller_activebrokercount Bytes in.\n' +
      '# TYPE kafka_controller_activebrokercount gauge\n' +
      'kafka_controller_activebrokercount 3\n',
  )
})

it('escapes what would break a line, and writes what is no number as Prometheus reads it', () => {
  const odd = { ...BYTES_IN, nodeId: null, topic: 'a"b\\c\nd', help: 'One\\two\n"three"' }
  const values = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e21].map((value) => ({ ...odd, value }))
  const [help, , ...samples] = prometheusText(values).split('\n')
  expect(help).toBe('# HELP kafka_server_brokertopicmetrics_bytesin_total One\\\\two\\n"three"')
  const name = 'kafka_server_brokertopicmetrics_bytesin_total{topic="a\\"b\\\\c\\nd"}'
  expect(samples).toEqual([`${name} NaN`, `${name} +Inf`, `${name} -Inf`, `${name} 1e+21`, ''])
})
