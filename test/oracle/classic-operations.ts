// The requests of groups.json to groups of the classic protocol and about offsets.
import { encodeConsumerProtocolSubscription } from '../../schema/kafka/consumer-protocol.ts'
import { nameOf } from './group-player.ts'
import type { Fields, GroupOperation, GroupPlayer, GroupStep } from './group-player.ts'

const encoder = new TextEncoder()
const decoder = new TextDecoder()
const GROUP = 'g'

export const CLASSIC_OPERATIONS: Readonly<Record<string, GroupOperation>> = {
  join,
  sync,
  heartbeat,
  leave,
  describe,
  commit,
  txnCommit,
  endTxn,
  fetchOffsets,
  deleteOffsets,
  sleep: ({ kafka }, { ms }) => {
    kafka.advance(Number(ms))
    return {}
  },
  // Its rounds come by themselves.
  cleanup: () => ({}),
}

function join(player: GroupPlayer, step: GroupStep): Fields {
  const { v = 9, group = GROUP, session = 10_000, rebalance = 60_000, protocolType = 'consumer', topics = ['t1'], instance = null } = step
  const subscription = { topics: topics as string[], userData: null, ownedPartitions: [], generationId: -1, rackId: null }
  const request = {
    apiVersion: Number(v),
    groupId: String(group),
    sessionTimeoutMs: Number(session),
    rebalanceTimeoutMs: Number(rebalance),
    memberId: player.memberId(step['member']),
    groupInstanceId: instance as string | null,
    protocolType: String(protocolType),
    protocols: [{ name: 'range', metadata: encodeConsumerProtocolSubscription(subscription) }],
    reason: null,
    clientId: 'client',
    clientHost: '/127.0.0.1',
  }
  return player.send(String(step['tag']), 'JoinGroup', request, (response) => {
    const { error, memberId, generationId: generation, leader, protocolName, skipAssignment, members } = response
    if (error !== 'NONE') return { error, memberId }
    const named = members.map((member) => nameOf(member.memberId, member.groupInstanceId)).sort()
    return { error, memberId, generation, leader, protocolName, protocolType: response.protocolType, skipAssignment, members: named }
  })
}

function sync(player: GroupPlayer, step: GroupStep): Fields {
  const { assignments = {}, noProtocol = false, protocolType = 'consumer', protocolName = 'range' } = step
  const request = {
    ...memberOf(player, step),
    apiVersion: noProtocol === true ? 4 : 5,
    protocolType: noProtocol === true ? null : String(protocolType),
    protocolName: noProtocol === true ? null : String(protocolName),
    assignments: Object.entries(assignments as Record<string, string>).map(([name, assignment]) => {
      return { memberId: player.memberId(name), assignment: encoder.encode(assignment) }
    }),
  }
  return player.send(String(step['tag']), 'SyncGroup', request, ({ error, assignment, protocolName: name }) => {
    return { error, assignment: decoder.decode(assignment), protocolName: name }
  })
}

function memberOf(player: GroupPlayer, { member, generation = -1, instance = null }: GroupStep) {
  const groupInstanceId = instance as string | null
  return { groupId: GROUP, generationId: Number(generation), memberId: player.memberId(member), groupInstanceId }
}

function heartbeat(player: GroupPlayer, step: GroupStep): Fields {
  return player.kafka.request('Heartbeat', memberOf(player, step))
}

function leave(player: GroupPlayer, { members }: GroupStep): Fields {
  const leaving = (members as readonly { member?: string; instance?: string }[]).map(({ member, instance }) => {
    return { memberId: player.memberId(member), groupInstanceId: instance ?? null, reason: null }
  })
  const { error, members: left } = player.kafka.request('LeaveGroup', { groupId: GROUP, members: leaving })
  return { error, members: left.map((one) => `${nameOf(one.memberId, one.groupInstanceId)} ${one.error}`).sort() }
}

function describe(player: GroupPlayer): Fields {
  const [group] = player.kafka.request('DescribeGroups', { apiVersion: 6, groupIds: [GROUP] }).groups
  if (group === undefined) return {}
  const { error, groupState: state, protocolType, protocolData: protocol, members } = group
  return { error, state, protocolType, protocol, members: player.names(members) }
}

function offsetsOf({ topic = 't1', offset = 10 }: GroupStep) {
  const partition = { partitionIndex: 0, committedOffset: Number(offset), committedLeaderEpoch: -1, committedMetadata: '' }
  return [{ name: String(topic), partitions: [partition] }]
}

function commit(player: GroupPlayer, step: GroupStep): Fields {
  const { generationId: generationIdOrMemberEpoch, ...member } = memberOf(player, step)
  const request = { apiVersion: 9, generationIdOrMemberEpoch, ...member, topics: offsetsOf(step) }
  return { error: player.kafka.request('OffsetCommit', request).topics[0]?.partitions[0]?.error }
}

function txnCommit(player: GroupPlayer, step: GroupStep): Fields {
  const { producerId, producerEpoch } = player.producer
  const transaction = { apiVersion: 5, transactionalId: 'payments', producerId, producerEpoch }
  const { topics } = player.kafka.request('TxnOffsetCommit', { ...transaction, ...memberOf(player, step), topics: offsetsOf(step) })
  return { error: topics[0]?.partitions[0]?.error }
}

function endTxn(player: GroupPlayer, { result }: GroupStep): Fields {
  return { ok: player.producer.end(result === 'COMMIT') === 'NONE' }
}

function fetchOffsets(player: GroupPlayer, { topic = 't1' }: GroupStep): Fields {
  const wanted = [{ name: String(topic), partitionIndexes: [0, 1] }]
  const request = { groupId: GROUP, memberId: null, memberEpoch: -1, topics: wanted, requireStable: false }
  const { error, topics } = player.kafka.request('OffsetFetch', request)
  const offsets = topics.flatMap(({ name, partitions }) =>
    partitions.map((partition) => `${name}-${partition.partitionIndex}: ${partition.committedOffset} ${partition.error}`),
  )
  return { error, offsets }
}

function deleteOffsets(player: GroupPlayer, { topic = 't1' }: GroupStep): Fields {
  const request = { groupId: GROUP, topics: [{ name: String(topic), partitionIndexes: [0] }] }
  const { error, topics } = player.kafka.request('OffsetDelete', request)
  const partitions = topics.flatMap((one) =>
    one.partitions.map(({ partitionIndex, error: ofPartition }) => `${one.name}-${partitionIndex} ${ofPartition}`),
  )
  return { error, partitions }
}
