// Metrics under Kafka's own names.
import * as z from 'zod'

export const metricQuery = z.object({
  format: z
    .enum(['json', 'prometheus'])
    .optional()
    .meta({ description: '`prometheus` gives the text that Prometheus scrapes, as `Accept: text/plain` does.' }),
})

const metric = z
  .object({
    mbean: z.string().meta({ description: "Kafka's MBean, such as `kafka.server:type=ReplicaManager,name=UnderReplicatedPartitions`." }),
    attribute: z.string().meta({ description: 'The attribute of the MBean: `Value`, `Count`, `OneMinuteRate`, …' }),
    node_id: z.int().nullable().meta({ description: 'The broker or controller it belongs to; null for the whole cluster.' }),
    topic: z.string().nullable(),
    partition: z.int().nullable(),
    value: z.number().nullable().meta({ description: 'Null where Kafka says NaN: there is nothing to measure.' }),
  })
  .meta({ id: 'Metric' })

export const metricList = z.object({ metrics: z.array(metric) }).meta({ id: 'MetricList' })
