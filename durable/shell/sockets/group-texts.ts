// Frames that a member of a group is sent.
import { JsonWriter } from '../../../schema/json/json-writer.ts'
import { JsonRecordRenderer } from '../../../schema/records/read-record.ts'
import type { Callback } from '../../engine/consumer/consumer.ts'
import type { PolledRecord } from '../consumers/consumer-call.ts'
import { redeliveryCount } from './group-subscription.ts'
import type { GroupSubscription } from './group-subscription.ts'

const COMMA = 0x2c

const decoder = new TextDecoder()

export function assignedText(subscription: string, { kind, partitions }: Callback): string {
  const shown = partitions.map(({ topic, partitionIndex }) => ({ topic_name: topic, partition_id: partitionIndex }))
  const about = { subscription, partitions: shown }
  return JSON.stringify(kind === 'assigned' ? { type: 'assigned', ...about } : { type: 'revoked', ...about, lost: kind === 'lost' })
}

/** Records as HTTP reads them. Those that the client has sent back before are named with how often. */
export function groupRecordsText(subscription: GroupSubscription, records: readonly PolledRecord[]): string {
  const { name, permits, as } = subscription
  const writer = new JsonWriter()
  for (const [index, record] of records.entries()) {
    if (index > 0) writer.byte(COMMA)
    new JsonRecordRenderer(record.topic, record.partitionIndex, as).render(writer, record, record.timestampType)
  }
  const redelivered = records.flatMap(({ topic, partitionIndex, offset }) => {
    const count = redeliveryCount(subscription, { topic, partitionIndex }, offset)
    return count === 0 ? [] : [{ topic_name: topic, partition_id: partitionIndex, offset, redelivery_count: count }]
  })
  const more = redelivered.length === 0 ? '' : `,"redelivered":${JSON.stringify(redelivered)}`
  const list = decoder.decode(writer.bytes.subarray(0, writer.length))
  return `{"type":"records","subscription":${JSON.stringify(name)},"records":[${list}],"permits":${permits}${more}}`
}
