// The leader of a classic group: it gives the partitions of all topics that its members subscribe to, once it knows them.
// Source: ConsumerCoordinator.onLeaderElected of Kafka 4.3; KIP-881 for the racks.
import type { AssignorMember, AssignorTopic } from '../../../schema/kafka/assignors/assignor.ts'
import { present } from '../assert.ts'
import { assignorOf } from './client-assignors.ts'
import type { ClassicMember, Consumer, ConsumerTopic } from './consumer.ts'
import { topicOf, wantMetadata } from './metadata.ts'

/** A leader that does not know a topic of another member asks for it first. Topics that do not exist are known as that. */
export function assignWhenKnown(state: Consumer, nowMs: number): Consumer {
  const { member } = state
  if (member.protocol !== 'classic' || member.phase !== 'assigning') return state
  const names = [...new Set(member.groupMembers.flatMap(({ topics }) => topics))]
  const known = names.flatMap((name) => topicOf(state, name) ?? [])
  return known.length < names.length ? wantMetadata(state, nowMs) : assign(state, member, known)
}

function assign(state: Consumer, member: ClassicMember, known: readonly ConsumerTopic[]): Consumer {
  const racks = new Map(state.metadata.brokers.map(({ brokerId, rack }) => [brokerId, rack]))
  const topics = new Map(known.map((topic) => [topic.name, assignorTopic(topic, racks)]))
  const members = member.groupMembers.map((one): AssignorMember => {
    return { ...one, userData: one.userData === null ? null : Uint8Array.from(one.userData) }
  })
  const assignor = present(assignorOf(member.protocolName ?? ''), `assignor ${member.protocolName}`)
  const assignment = assignor.assign(topics, members)
  const next: ClassicMember = {
    ...member,
    phase: 'syncing',
    groupMembers: [],
    assignments: Array.from(assignment, ([memberId, partitions]) => ({ memberId, partitions })),
    assignedCounts: known.map(({ name, partitions }) => [name, partitions.length]),
  }
  return { ...state, member: next }
}

function assignorTopic({ partitions }: ConsumerTopic, racks: ReadonlyMap<number, string | null>): AssignorTopic {
  const partitionCount = partitions.length
  if ([...racks.values()].every((rack) => rack === null)) return { partitionCount }
  return { partitionCount, replicaRacks: partitions.map(({ replicas }) => replicas.flatMap((brokerId) => racks.get(brokerId) ?? [])) }
}
