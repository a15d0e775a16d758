// What a group has committed, as far as a key may see it.
import type { FetchedOffset, OffsetFetchRequest } from '../../schema/kafka/requests/offset-fetch.ts'
import type { Principal } from '../keys/principal.ts'
import { ask, refuseError } from '../kafka/ask.ts'
import type { Asker } from '../kafka/ask.ts'
import { mayName } from '../kafka/topic-names.ts'

export type PartitionName = { readonly topicName: string; readonly partitionIndex: number }
export type GroupOffset = FetchedOffset & PartitionName

/** Of a partition of which the group has committed none. */
const NO_OFFSET = -1

/** The offsets that there are, in no order. Throws RestError when one of them cannot be told. */
export async function groupOffsets(
  context: Asker & { readonly principal: Pick<Principal, 'topicPrefix'> },
  request: OffsetFetchRequest,
): Promise<readonly GroupOffset[]> {
  const { response } = await ask(context, { api: 'OffsetFetch', request })
  refuseError(response.error, null)
  const fetched = response.topics
    .filter(({ name }) => mayName(context.principal, name))
    .flatMap(({ name, partitions }) => partitions.map((partition) => ({ topicName: name, ...partition })))
  for (const { error } of fetched) refuseError(error, null)
  return fetched.filter(({ committedOffset }) => committedOffset !== NO_OFFSET)
}

/** `topic/partition`: a slash cannot stand in a topic's name. */
export function partitionKeyOf({ topicName, partitionIndex }: PartitionName): string {
  return `${topicName}/${partitionIndex}`
}
