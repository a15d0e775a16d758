// A topic as Confluent's REST Proxy v3 shows it.
import type { Principal } from '../keys/principal.ts'
import { allows } from '../keys/scopes.ts'
import { related, resourceMetadata } from './resource.ts'
import type { Place } from './resource.ts'

export type ShownTopic = {
  readonly name: string
  readonly isInternal: boolean
  readonly partitionsCount: number
  readonly replicationFactor: number
}

export function showTopic(place: Place, topic: ShownTopic, operations: readonly string[] = []): object {
  const path = ['topics', topic.name] as const
  return {
    kind: 'KafkaTopic',
    metadata: resourceMetadata(place, ...path),
    cluster_id: place.sandboxId,
    topic_name: topic.name,
    is_internal: topic.isInternal,
    replication_factor: topic.replicationFactor,
    partitions_count: topic.partitionsCount,
    partitions: related(place, ...path, 'partitions'),
    configs: related(place, ...path, 'configs'),
    partition_reassignments: related(place, ...path, 'partitions', '-', 'reassignment'),
    authorized_operations: operations,
  }
}

/** What Kafka's AclOperation calls the things that a key may do with a topic, in the order of their names. */
export function authorizedOperations({ scopes }: Principal): string[] {
  const operations = [
    ...(allows(scopes, 'admin') ? ['ALTER', 'ALTER_CONFIGS', 'CREATE', 'DELETE'] : []),
    ...(allows(scopes, 'observe') ? ['DESCRIBE', 'DESCRIBE_CONFIGS', 'READ'] : []),
    ...(allows(scopes, 'produce') ? ['WRITE'] : []),
  ]
  return operations.toSorted()
}
