// Groups as administrators see them over the wire: listed, described, deleted.
import { beforeEach, describe, expect, it } from 'vitest'
import { deleteGroupsMessages } from '../../../../schema/kafka/protocol/messages/delete-groups.ts'
import { describeGroupsMessages } from '../../../../schema/kafka/protocol/messages/describe-groups.ts'
import { leaveGroupMessages } from '../../../../schema/kafka/protocol/messages/leave-group.ts'
import { listGroupsMessages } from '../../../../schema/kafka/protocol/messages/list-groups.ts'
import { offsetDeleteMessages } from '../../../../schema/kafka/protocol/messages/offset-delete.ts'
import { HEARTBEAT } from '../../../../test/support/consumer-group-member.ts'
import { MemoryEdge } from '../../../../test/support/memory-sandbox.ts'
import type { MadeSandbox } from '../../../../test/support/memory-sandbox.ts'
import type { MemoryCluster } from '../../../../test/support/memory-store.ts'
import { createTopic } from '../../../../test/support/records.ts'
import {
  assignmentBytes,
  codeOf,
  memberAlone,
  openCoordinator,
  QUICK_GROUPS,
  SUBSCRIPTION_BYTES,
} from '../../../../test/support/wire-group.ts'
import type { WireMember } from '../../../../test/support/wire-group.ts'
import type { TestWire } from '../../../../test/support/wire.ts'

const edge = new MemoryEdge()
const NOT_TOLD = -2_147_483_648
/** READ, DELETE, DESCRIBE, DESCRIBE_CONFIGS and ALTER_CONFIGS of AclOperation. */
const ALL_OF_A_GROUP = 2 ** 3 + 2 ** 6 + 2 ** 8 + 2 ** 10 + 2 ** 11
let made: MadeSandbox
let cluster: MemoryCluster
let wire: TestWire
let member: WireMember

beforeEach(async () => {
  // With one coordinator for all, every group is listed by one broker.
  made = await edge.sandbox({ seed: 1, configs: { ...QUICK_GROUPS, 'offsets.topic.num.partitions': '1' } })
  cluster = edge.clusterOf(made.id)
  createTopic(cluster, 't', {}, 2)
  wire = await openCoordinator(edge, made)
  member = await memberAlone(wire, { groupInstanceId: 'shelf' })
})

function commitOf(groupId: string, memberId = '', generationIdOrMemberEpoch = -1): void {
  const partition = { partitionIndex: 0, committedOffset: 5, committedLeaderEpoch: -1, committedMetadata: '' }
  const topics = [{ name: 't', partitions: [partition] }]
  cluster.request('OffsetCommit', { apiVersion: 9, groupId, generationIdOrMemberEpoch, memberId, groupInstanceId: null, topics })
}

function beginNewGroup(groupId: string): void {
  const joining = { ...HEARTBEAT, groupId, rebalanceTimeoutMs: 60_000, subscribedTopicNames: ['t'], topicPartitions: [] }
  cluster.request('ConsumerGroupHeartbeat', joining)
}

async function leave(): Promise<void> {
  await wire.call(leaveGroupMessages, 0, { groupId: 'g', memberId: member.memberId, members: [] })
}

describe('ListGroups', () => {
  beforeEach(() => {
    commitOf('offsets-only')
    beginNewGroup('new')
  })

  it.each([0, 1, 2, 3])('names every group in version %i', async (version) => {
    const { errorCode, groups } = await wire.call(listGroupsMessages, version, { statesFilter: [], typesFilter: [] })
    const named = { groupState: '', groupType: '' }
    expect(errorCode).toBe(0)
    expect(groups.toSorted((one, other) => one.groupId.localeCompare(other.groupId))).toEqual([
      { ...named, groupId: 'g', protocolType: 'consumer' },
      { ...named, groupId: 'new', protocolType: 'consumer' },
      { ...named, groupId: 'offsets-only', protocolType: '' },
    ])
  })

  it.each([4, 5])('knows their states in version %i, and whom to leave out', async (version) => {
    const list = async (statesFilter: string[]) => (await wire.call(listGroupsMessages, version, { statesFilter, typesFilter: [] })).groups
    expect((await list([])).map(({ groupState }) => groupState).toSorted()).toEqual(['Empty', 'Stable', 'Stable'])
    expect((await list(['EMPTY'])).map(({ groupId }) => groupId)).toEqual(['offsets-only'])
    expect(await list(['nonsense'])).toEqual([])
  })

  it('knows their types in version 5', async () => {
    const list = async (typesFilter: string[]) => (await wire.call(listGroupsMessages, 5, { statesFilter: [], typesFilter })).groups
    expect(await list(['Consumer'])).toEqual([{ groupId: 'new', protocolType: 'consumer', groupState: 'Stable', groupType: 'consumer' }])
    expect((await list(['classic'])).map(({ groupId }) => groupId).toSorted()).toEqual(['g', 'offsets-only'])
    expect(await list(['share'])).toEqual([])
  })
})

describe('DescribeGroups', () => {
  it.each([0, 1, 2, 3, 4, 5, 6])('shows members with what they said and got in version %i', async (version) => {
    const { groups } = await wire.call(describeGroupsMessages, version, { groups: ['g', 'g'], includeAuthorizedOperations: false })
    const memberAssignment = assignmentBytes([0, 1])
    const shown = { memberId: member.memberId, groupInstanceId: version < 4 ? null : 'shelf', clientId: 'test', clientHost: '/127.0.0.1' }
    expect(groups).toEqual([
      {
        errorCode: 0,
        errorMessage: null,
        groupId: 'g',
        groupState: 'Stable',
        protocolType: 'consumer',
        protocolData: 'range',
        members: [{ ...shown, memberMetadata: SUBSCRIPTION_BYTES, memberAssignment }],
        authorizedOperations: NOT_TOLD,
      },
    ])
  })

  it('calls a group that is not there dead, and from version 6 on an error', async () => {
    const described = async (version: number) =>
      (await wire.call(describeGroupsMessages, version, { groups: ['none'], includeAuthorizedOperations: version >= 3 })).groups
    const dead = { groupId: 'none', groupState: 'Dead', members: [], protocolType: '', protocolData: '' }
    expect(await described(2)).toMatchObject([{ ...dead, errorCode: 0, errorMessage: null }])
    expect(await described(5)).toMatchObject([{ ...dead, errorCode: 0, errorMessage: null, authorizedOperations: ALL_OF_A_GROUP }])
    const notFound = { errorCode: codeOf('GROUP_ID_NOT_FOUND'), errorMessage: 'Group none not found.' }
    expect(await described(6)).toMatchObject([{ ...dead, ...notFound, authorizedOperations: NOT_TOLD }])
  })

  it('finds groups of the new protocol nowhere', async () => {
    beginNewGroup('new')
    const { groups } = await wire.call(describeGroupsMessages, 6, { groups: ['new'], includeAuthorizedOperations: false })
    expect(groups).toMatchObject([{ errorCode: codeOf('GROUP_ID_NOT_FOUND') }])
  })

  it.each([3, 4, 5, 6])('tells what may be done with a group in version %i', async (version) => {
    const { groups } = await wire.call(describeGroupsMessages, version, { groups: ['g'], includeAuthorizedOperations: true })
    expect(groups[0]?.authorizedOperations).toBe(ALL_OF_A_GROUP)
  })
})

describe('DeleteGroups', () => {
  it.each([0, 1, 2])('deletes groups without members in version %i, and answers each once', async (version) => {
    commitOf('offsets-only')
    const groupsNames = ['offsets-only', 'g', 'none', 'g']
    const remove = () => wire.call(deleteGroupsMessages, version, { groupsNames })
    expect(await remove()).toEqual({
      throttleTimeMs: 0,
      results: [
        { groupId: 'offsets-only', errorCode: 0 },
        { groupId: 'g', errorCode: codeOf('NON_EMPTY_GROUP') },
        { groupId: 'none', errorCode: codeOf('GROUP_ID_NOT_FOUND') },
      ],
    })
    await leave()
    expect((await remove()).results.map(({ errorCode }) => errorCode)).toEqual([
      codeOf('GROUP_ID_NOT_FOUND'),
      0,
      codeOf('GROUP_ID_NOT_FOUND'),
    ])
  })
})

describe('OffsetDelete', () => {
  const remove = (groupId: string, partitionIndexes: readonly number[]) => {
    const partitions = partitionIndexes.map((partitionIndex) => ({ partitionIndex }))
    return wire.call(offsetDeleteMessages, 0, { groupId, topics: [{ name: 't', partitions }] })
  }

  it('deletes offsets that nobody reads', async () => {
    commitOf('g', member.memberId, 1)
    const subscribed = codeOf('GROUP_SUBSCRIBED_TO_TOPIC')
    expect((await remove('g', [0])).topics).toEqual([{ name: 't', partitions: [{ partitionIndex: 0, errorCode: subscribed }] }])
    await leave()
    const unknown = codeOf('UNKNOWN_TOPIC_OR_PARTITION')
    expect(await remove('g', [0, 7])).toEqual({
      errorCode: 0,
      throttleTimeMs: 0,
      topics: [
        {
          name: 't',
          partitions: [
            { partitionIndex: 0, errorCode: 0 },
            { partitionIndex: 7, errorCode: unknown },
          ],
        },
      ],
    })
  })

  it('has the error of a group for all', async () => {
    expect(await remove('none', [0])).toEqual({ errorCode: codeOf('GROUP_ID_NOT_FOUND'), throttleTimeMs: 0, topics: [] })
  })
})
