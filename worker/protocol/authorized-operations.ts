// What a key may do with a topic, a group or the cluster, as the bits in which Kafka tells it: bit n is the AclOperation with the code n.
// Source: AuthHelper.authorizedOperations, AclEntry.supportedOperations and AclOperation of Kafka 4.3; KIP-430.
import { authorizedOperations } from '../kafka/show-topic.ts'
import { mayName } from '../kafka/topic-names.ts'
import type { Principal } from '../keys/principal.ts'
import { allows } from '../keys/scopes.ts'

/** What stands in an answer when nobody asked. */
export const NOT_ASKED = -2_147_483_648

const OPERATION_CODES: Readonly<Record<string, number>> = {
  READ: 3,
  WRITE: 4,
  CREATE: 5,
  DELETE: 6,
  ALTER: 7,
  DESCRIBE: 8,
  CLUSTER_ACTION: 9,
  DESCRIBE_CONFIGS: 10,
  ALTER_CONFIGS: 11,
  IDEMPOTENT_WRITE: 12,
}

export function topicOperations(principal: Principal, topic: string): number {
  return mayName(principal, topic) ? bitsOf(authorizedOperations(principal)) : 0
}

export function clusterOperations({ scopes }: Principal): number {
  return bitsOf([
    ...(allows(scopes, 'admin') ? ['ALTER', 'ALTER_CONFIGS', 'CLUSTER_ACTION', 'CREATE'] : []),
    ...(allows(scopes, 'observe') ? ['DESCRIBE', 'DESCRIBE_CONFIGS'] : []),
    ...(allows(scopes, 'produce') ? ['IDEMPOTENT_WRITE'] : []),
  ])
}

/** A key that does not name the group gets no further than asking. */
export function groupOperations({ scopes, topicPrefix }: Principal, groupId: string): number {
  const isOwn = topicPrefix === null || groupId.startsWith(topicPrefix)
  return bitsOf([
    ...(allows(scopes, 'admin') && isOwn ? ['DELETE', 'ALTER_CONFIGS'] : []),
    ...(allows(scopes, 'consume') && isOwn ? ['READ'] : []),
    ...(allows(scopes, 'observe') ? ['DESCRIBE', 'DESCRIBE_CONFIGS'] : []),
  ])
}

function bitsOf(operations: readonly string[]): number {
  return operations.reduce((bits, operation) => bits | (1 << (OPERATION_CODES[operation] ?? 0)), 0)
}
