// assignors.json: what the assignors of Kafka's consumer gave to the members of a group, and which partitions change hands on the way.

import type { AssignorMember, AssignorTopics, Assignment } from '../../../schema/kafka/assignors/assignor.ts'
import { CLIENT_ASSIGNORS } from '../../../schema/kafka/assignors/client-assignors.ts'
import { stickyAssignment } from '../../../schema/kafka/assignors/sticky-assignment.ts'
import {
  cooperativePreviouslyOwned,
  encodeStickyUserData,
  stickyPreviouslyOwned,
} from '../../../schema/kafka/assignors/sticky-user-data.ts'
import type { TopicPartition } from '../../../schema/kafka/topic-partition.ts'
import { casesOf, difference, runCase } from '../case-result.ts'
import type { OracleKind } from '../case-result.ts'

type OracleMember = {
  id: string
  topics: string[]
  instanceId?: string
  rack?: string
  owned?: string[]
  generation?: number
  noUserData?: boolean
}

type AssignorCase = {
  id: string
  assignor: string
  partitionsPerTopic: Record<string, number>
  members: OracleMember[]
  brokerRacks?: (string | null)[]
  replicationFactor?: number
  nextIndexAccumulates?: boolean
  expected: Record<string, string[]>
  partitionsTransferringOwnership?: Record<string, string> | null
  orderOfListAsserted: boolean
  independentOfMemberIterationOrder: boolean
}

export const assignors: OracleKind = {
  name: 'assignors',
  keys: ['cases', 'kafkaCommit'],
  run: (content) =>
    casesOf(content, 'cases').map((entry) => {
      const assignorCase = entry as AssignorCase
      return runCase(assignorCase.id, () => playCase(assignorCase))
    }),
}

function playCase(assignorCase: AssignorCase): string | null {
  const topics = topicsOf(assignorCase)
  const members = assignorCase.members.map((member) => memberOf(assignorCase.assignor, member))
  const assignor = CLIENT_ASSIGNORS.get(assignorCase.assignor)
  if (assignor === undefined) return `there is no assignor ${assignorCase.assignor}`
  const assignment = assignor.assign(topics, members)
  return (
    checkValid(topics, members, assignment) ??
    (assignorCase.independentOfMemberIterationOrder ? checkExact(assignorCase, assignment) : checkSizes(assignorCase, assignment)) ??
    checkTransferred(assignorCase, topics, members)
  )
}

/** Replica j of partition p is on broker (p + j + offset) modulo the brokers; the offset grows from topic to topic when the case says so. */
function topicsOf({ partitionsPerTopic, brokerRacks, replicationFactor = 0, nextIndexAccumulates }: AssignorCase): AssignorTopics {
  let offset = 0
  return new Map(
    Object.entries(partitionsPerTopic).map(([topic, partitionCount]) => {
      const first = offset
      if (nextIndexAccumulates === true) offset += partitionCount
      if (brokerRacks === undefined) return [topic, { partitionCount }]
      const rackOf = (broker: number): string | null => brokerRacks[broker % brokerRacks.length] ?? null
      const replicaRacks = Array.from({ length: partitionCount }, (_partition, index) =>
        Array.from({ length: replicationFactor }, (_replica, replica) => rackOf(index + replica + first)).filter((rack) => rack !== null),
      )
      return [topic, { partitionCount, replicaRacks }]
    }),
  )
}

function memberOf(assignor: string, { id, topics, instanceId, rack, owned, generation = -1, noUserData }: OracleMember): AssignorMember {
  const partitions = owned === undefined ? null : owned.map(partitionOf)
  const hasUserData = assignor === 'sticky' && noUserData !== true
  return {
    memberId: id,
    groupInstanceId: instanceId ?? null,
    topics,
    ownedPartitions: partitions ?? [],
    generationId: generation,
    rackId: rack ?? null,
    userData: hasUserData ? encodeStickyUserData({ partitions, generationId: generation }) : null,
  }
}

/** Nobody gets what it does not subscribe to or what another has. */
function checkValid(topics: AssignorTopics, members: readonly AssignorMember[], assignment: Assignment): string | null {
  const given = new Set<string>()
  for (const member of members) {
    for (const partition of assignment.get(member.memberId) ?? []) {
      const name = nameOf(partition)
      if (!member.topics.includes(partition.topic)) return `${member.memberId} got ${name} without subscribing to it`
      if (partition.partitionIndex >= (topics.get(partition.topic)?.partitionCount ?? 0)) return `${name} does not exist`
      if (given.has(name)) return `${name} was given twice`
      given.add(name)
    }
  }
  return null
}

function checkExact({ expected, orderOfListAsserted }: AssignorCase, assignment: Assignment): string | null {
  const ordered = (names: string[]): string[] => (orderOfListAsserted ? names : names.sort())
  const actual = Array.from(assignment, ([memberId, partitions]) => [memberId, ordered(partitions.map(nameOf))] as const)
  const wanted = Object.entries(expected).map(([memberId, names]) => [memberId, ordered([...names])] as const)
  return difference(Object.fromEntries(wanted), Object.fromEntries(actual))
}

/** Where the order of a hash map decided who gets what, the sizes are still what they are. */
function checkSizes({ expected }: AssignorCase, assignment: Assignment): string | null {
  const inOrder = (sizes: number[]): number[] => sizes.sort((left, right) => left - right)
  return difference(
    inOrder(Object.values(expected).map((names) => names.length)),
    inOrder([...assignment.values()].map((partitions) => partitions.length)),
  )
}

/** Which of the partitions change hands: the eager assignor works it out too, without minding it. */
function checkTransferred(
  { assignor, partitionsTransferringOwnership: expected, independentOfMemberIterationOrder }: AssignorCase,
  topics: AssignorTopics,
  members: readonly AssignorMember[],
): string | null {
  if (expected === undefined || !independentOfMemberIterationOrder) return null
  const { transferred } = stickyAssignment(topics, members, assignor === 'sticky' ? stickyPreviouslyOwned : cooperativePreviouslyOwned)
  if (expected === null || transferred === null) return difference(expected, transferred)
  const inOrder = (entries: [string, string][]): [string, string][] => entries.sort(([left], [right]) => (left < right ? -1 : 1))
  const actual = Array.from(transferred, ([partition, memberId]): [string, string] => [nameOf(partition), memberId])
  return difference(inOrder(Object.entries(expected)), inOrder(actual))
}

function nameOf({ topic, partitionIndex }: TopicPartition): string {
  return `${topic}-${partitionIndex}`
}

/** A topic may have a dash in its name. */
function partitionOf(name: string): TopicPartition {
  const dash = name.lastIndexOf('-')
  return { topic: name.slice(0, dash), partitionIndex: Number(name.slice(dash + 1)) }
}
