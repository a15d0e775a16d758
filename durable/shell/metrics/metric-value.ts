// One metric, under Kafka's own name.

export type MetricValue = {
  /** Kafka's MBean, such as `kafka.server:type=BrokerTopicMetrics,name=BytesInPerSec`. */
  readonly mbean: string
  /** The attribute of the MBean: `Value`, `Count`, `OneMinuteRate`, … */
  readonly attribute: string
  /** The broker or controller it belongs to; null for the whole cluster. */
  readonly nodeId: number | null
  readonly topic: string | null
  readonly partitionIndex: number | null
  readonly value: number
  /** For Prometheus: the name that the JMX exporter's usual rules give, such as `kafka_server_brokertopicmetrics_bytesin_total`. */
  readonly prometheusName: string
  readonly prometheusType: 'counter' | 'gauge'
  /** One sentence for Prometheus's HELP line. */
  readonly help: string
}
