// What the body that makes an instance says, in the names of Kafka's consumer configs. Values are checked where the consumer is made.
// Source: ConsumerInstanceConfig of confluentinc/kafka-rest, with some configs that its instances cannot have.
import type { CreateConsumerBody } from '../../schema/api/rest-v2.ts'
import { unprocessable } from '../http/rest-error.ts'

type Config = readonly [name: string, value: string]

/** The proxy's own range. */
const MAX_FETCH_MIN_BYTES = 10_000_000

/** Configs of a body that are Kafka's own, under its names. */
const PASSED_ON = [
  'auto.offset.reset',
  'isolation.level',
  'group.instance.id',
  'group.protocol',
  'partition.assignment.strategy',
  'session.timeout.ms',
  'max.poll.records',
  'client.id',
] as const

/** Throws RestError 422 (40001) for a minimum of bytes that the proxy does not take. */
export function consumerConfigs(groupId: string, body: CreateConsumerBody): readonly Config[] {
  const passedOn = PASSED_ON.flatMap((name): Config[] => {
    const value = body[name]
    return value === undefined ? [] : [[name, String(value)]]
  })
  const autoCommit = body['enable.auto.commit'] ?? body['auto.commit.enable']
  return [
    ['group.id', groupId],
    ...passedOn,
    ...(autoCommit === undefined ? [] : [['enable.auto.commit', String(autoCommit)] as const]),
    ...minBytes(body['fetch.min.bytes'] ?? body.responseMinBytes),
  ]
}

/** -1 is the proxy's word for none, after which its reads wait for their whole time. Ours answer as soon as there is anything. */
function minBytes(given: number | undefined): readonly Config[] {
  if (given === undefined || given === -1) return []
  if (given < 0 || given > MAX_FETCH_MIN_BYTES) {
    throw unprocessable(
      `Invalid value ${given} for configuration fetch.min.bytes: Value must be between -1 and ${MAX_FETCH_MIN_BYTES}`,
      40001,
    )
  }
  return [['fetch.min.bytes', String(given)]]
}
