// POST /transactions/{id}/offsets: what a consumer has read becomes part of the transaction that wrote what came of it.
import { groupOffsetsOf } from '../../schema/api/group-offsets.ts'
import type { OffsetsBody } from '../../schema/api/group-offsets.ts'
import type { TransactionHolder } from '../../schema/kafka/transaction-client.ts'
import { json } from '../http/json-response.ts'
import { kafkaRestError } from '../http/kafka-error-status.ts'
import { refuseForeignGroup, refuseForeignTopic } from '../http/serve-endpoint.ts'
import { sequenceHeader } from '../kafka/ask.ts'
import type { Asker } from '../kafka/ask.ts'
import type { Principal } from '../keys/principal.ts'
import { done, transactionClientOf } from './transaction-client.ts'

export async function commitOffsets(
  asker: Asker & { readonly principal: Principal },
  holder: TransactionHolder,
  body: OffsetsBody,
): Promise<Response> {
  refuseForeignGroup(asker.principal, body.group_id)
  for (const { topic_name: name } of body.offsets) refuseForeignTopic(asker.principal, name)
  const { value, sequence } = done(await transactionClientOf(asker).commitOffsets(holder, groupOffsetsOf(body)))
  const results = value.topics.flatMap(({ name, partitions }) => partitions.map((partition) => ({ name, ...partition })))
  const shown = results.map(({ name, partitionIndex, error }) => ({ error, place: { topic_name: name, partition_id: partitionIndex } }))
  const successes = shown.filter(({ error }) => error === 'NONE').map(({ place }) => place)
  const failures = shown.flatMap(({ error, place }) => {
    if (error === 'NONE') return []
    const { errorCode, message } = kafkaRestError(error, null)
    return [{ ...place, error_code: errorCode, message }]
  })
  return json(failures.length === 0 ? 200 : 207, { successes, failures }, sequenceHeader({ sequence }))
}
