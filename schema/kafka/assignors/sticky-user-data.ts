// What the sticky assignors add to a subscription. Members of the eager 'sticky' have given up everything when they join, so they say what
// they had, and in which generation, in bytes of their own; the form before generations came is read too. The cooperative one adds only
// the generation, for leaders that do not know it from the subscription yet.
// Source: StickyAssignor and CooperativeStickyAssignor of Kafka 4.3; KIP-341, KIP-792.

import { defineMessage } from '../message/message-definition.ts'
import type { MessageDefinition, MessageOf } from '../message/message-definition.ts'
import { MalformedMessageError, MessageReader } from '../message/message-reader.ts'
import { readMessage } from '../message/read-message.ts'
import { encodeMessage } from '../message/write-message.ts'
import { flattenTopics, groupByTopic } from '../topic-partition.ts'
import type { TopicPartition } from '../topic-partition.ts'
import type { AssignorMember, PreviousAssignment } from './assignor.ts'

/** Nowhere do the bytes say their version: who reads them tries the newer one first. */
const stickyUserData = defineMessage({
  name: 'StickyAssignorUserData',
  validVersions: '0-1',
  flexibleVersions: 'none',
  fields: [
    {
      name: 'previousAssignment',
      type: '[]struct',
      versions: '0+',
      fields: [
        { name: 'topic', type: 'string', versions: '0+' },
        { name: 'partitions', type: '[]int32', versions: '0+' },
      ],
    },
    { name: 'generation', type: 'int32', versions: '1+', default: -1 },
  ],
})

const cooperativeUserData = defineMessage({
  name: 'CooperativeStickyAssignorUserData',
  validVersions: '0',
  flexibleVersions: 'none',
  fields: [{ name: 'generation', type: 'int32', versions: '0' }],
})

const NO_GENERATION = -1

/** What a member had before, and since when, as far as its assignor can tell. */
export type PreviouslyOwned = { readonly partitions: readonly TopicPartition[]; readonly generationId: number }

export function encodeStickyUserData({ partitions, generationId }: PreviousAssignment): Uint8Array | null {
  if (partitions === null) return null
  return encodeMessage(stickyUserData, 1, { previousAssignment: groupByTopic(partitions), generation: generationId })
}

export function encodeCooperativeUserData({ generationId }: PreviousAssignment): Uint8Array {
  return encodeMessage(cooperativeUserData, 0, { generation: generationId })
}

/** Bytes that cannot be read are as good as none. */
export function stickyPreviouslyOwned({ userData }: AssignorMember): PreviouslyOwned {
  if (userData === null) return { partitions: [], generationId: NO_GENERATION }
  const read = readOrNull(stickyUserData, 1, userData) ?? readOrNull(stickyUserData, 0, userData)
  return { partitions: flattenTopics(read?.previousAssignment ?? []), generationId: read?.generation ?? NO_GENERATION }
}

/** The subscription says it all from version 2 on. */
export function cooperativePreviouslyOwned({ ownedPartitions, generationId, userData }: AssignorMember): PreviouslyOwned {
  if (generationId >= 0 || userData === null) return { partitions: ownedPartitions, generationId }
  return { partitions: ownedPartitions, generationId: readOrNull(cooperativeUserData, 0, userData)?.generation ?? NO_GENERATION }
}

/** Bytes behind the message are left alone, as Kafka does. */
function readOrNull<Definition extends MessageDefinition>(
  definition: Definition,
  version: number,
  bytes: Uint8Array,
): MessageOf<Definition> | null {
  try {
    return readMessage(definition, version, new MessageReader(bytes))
  } catch (error) {
    if (error instanceof MalformedMessageError) return null
    throw error
  }
}
