// Groups of the KIP-848 protocol over the wire: their members' one request, and what is shown of them.
import { beforeEach, describe, expect, it } from 'vitest'
import type { WrittenMessageOf } from '../../../../schema/kafka/message/message-definition.ts'
import { consumerGroupDescribeMessages } from '../../../../schema/kafka/protocol/messages/consumer-group-describe.ts'
import { consumerGroupHeartbeatMessages } from '../../../../schema/kafka/protocol/messages/consumer-group-heartbeat.ts'
import { offsetCommitMessages } from '../../../../schema/kafka/protocol/messages/offset-commit.ts'
import { offsetFetchMessages } from '../../../../schema/kafka/protocol/messages/offset-fetch.ts'
import { MemoryEdge } from '../../../../test/support/memory-sandbox.ts'
import type { MadeSandbox } from '../../../../test/support/memory-sandbox.ts'
import { createTopic } from '../../../../test/support/records.ts'
import { codeOf, openCoordinator, WireMember } from '../../../../test/support/wire-group.ts'
import type { TestWire } from '../../../../test/support/wire.ts'

const edge = new MemoryEdge()
const NOT_TOLD = -2_147_483_648
let made: MadeSandbox
let wire: TestWire
let topicId: string

beforeEach(async () => {
  // With one coordinator for all, every group is described by one broker.
  made = await edge.sandbox({ seed: 1, configs: { 'offsets.topic.num.partitions': '1' } })
  const cluster = edge.clusterOf(made.id)
  createTopic(cluster, 't', {}, 2)
  topicId = cluster.cluster.topics.get('t')?.topicId ?? ''
  wire = await openCoordinator(edge, made)
})

type Said = Partial<WrittenMessageOf<typeof consumerGroupHeartbeatMessages.request>>
const JOINING = {
  groupId: 'g',
  memberId: 'm',
  memberEpoch: 0,
  rebalanceTimeoutMs: 60_000,
  subscribedTopicNames: ['t'],
  topicPartitions: [],
}

const beat = (over: Said = {}, version = 1) => wire.call(consumerGroupHeartbeatMessages, version, { ...JOINING, ...over })
/** Of a member that has nothing to say. */
const SILENT = { rebalanceTimeoutMs: -1, subscribedTopicNames: null, topicPartitions: null }

async function describeGroup(version: number, groupIds = ['g'], includeAuthorizedOperations = false) {
  return (await wire.call(consumerGroupDescribeMessages, version, { groupIds, includeAuthorizedOperations })).groups
}

describe('ConsumerGroupHeartbeat', () => {
  it.each([0, 1])('makes a member and tells it what it has in version %i', async (version) => {
    const told = { throttleTimeMs: 0, errorCode: 0, errorMessage: null, memberId: 'm', heartbeatIntervalMs: 5_000 }
    const topicPartitions = [{ topicId, partitions: [0, 1] }]
    const joined = await beat({}, version)
    expect(joined).toEqual({ ...told, memberEpoch: joined.memberEpoch, assignment: { topicPartitions } })
    const { memberEpoch } = joined
    expect(await beat({ ...SILENT, memberEpoch }, version)).toEqual({ ...told, memberEpoch, assignment: null })
    expect(await beat({ ...SILENT, memberEpoch: -1 }, version)).toMatchObject({ errorCode: 0, memberEpoch: -1, assignment: null })
  })

  it('names a member in version 0 and wants it to have a name from 1 on', async () => {
    const { errorCode, memberId } = await beat({ memberId: '' }, 0)
    expect(errorCode).toBe(0)
    expect(memberId).toMatch(/^[\w-]{22}$/)
    expect(await beat({ memberId: '' })).toMatchObject({ errorCode: codeOf('INVALID_REQUEST'), errorMessage: "MemberId can't be empty." })
  })

  it('takes a regular expression from version 1 on', async () => {
    const joined = await beat({ subscribedTopicNames: null, subscribedTopicRegex: 't|u' })
    expect(joined.assignment).toEqual({ topicPartitions: [{ topicId, partitions: [0, 1] }] })
  })

  it('says what is wrong', async () => {
    expect(await beat({ ...SILENT, memberEpoch: 4 })).toMatchObject({
      errorCode: codeOf('GROUP_ID_NOT_FOUND'),
      errorMessage: 'Group g not found.',
      assignment: null,
    })
    await beat()
    expect((await beat({ ...SILENT, memberEpoch: 9 })).errorCode).toBe(codeOf('FENCED_MEMBER_EPOCH'))
    expect((await beat({ ...SILENT, memberEpoch: 9, memberId: 'x' })).errorCode).toBe(codeOf('UNKNOWN_MEMBER_ID'))
    expect((await beat({ serverAssignor: 'best' })).errorCode).toBe(codeOf('UNSUPPORTED_ASSIGNOR'))
  })
})

describe('ConsumerGroupDescribe', () => {
  it.each([0, 1])('shows a group and its members in version %i, once', async (version) => {
    const { memberEpoch } = await beat({ instanceId: 'shelf', rackId: 'east' })
    const partitions = { topicPartitions: [{ topicId, topicName: 't', partitions: [0, 1] }] }
    expect(await describeGroup(version, ['g', 'g'])).toEqual([
      {
        errorCode: 0,
        errorMessage: null,
        groupId: 'g',
        groupState: 'Stable',
        groupEpoch: memberEpoch,
        assignmentEpoch: memberEpoch,
        assignorName: 'uniform',
        members: [
          {
            memberId: 'm',
            instanceId: 'shelf',
            rackId: 'east',
            memberEpoch,
            clientId: 'test',
            clientHost: '/127.0.0.1',
            subscribedTopicNames: ['t'],
            subscribedTopicRegex: null,
            assignment: partitions,
            targetAssignment: partitions,
            memberType: version < 1 ? -1 : 1,
          },
        ],
        authorizedOperations: NOT_TOLD,
      },
    ])
  })

  it('tells which members speak the classic protocol', async () => {
    await beat()
    await new WireMember(await openCoordinator(edge, made)).join()
    const [group] = await describeGroup(1)
    expect(group?.members.map(({ memberType }) => memberType)).toEqual([1, 0])
  })

  it('does not find others, and tells what may be done with a group', async () => {
    await beat()
    const groups = await describeGroup(0, ['g', 'none', ''], true)
    expect(groups).toMatchObject([
      { errorCode: 0, authorizedOperations: 2 ** 3 + 2 ** 6 + 2 ** 8 + 2 ** 10 + 2 ** 11 },
      { errorCode: codeOf('GROUP_ID_NOT_FOUND'), errorMessage: 'Group none not found.', authorizedOperations: NOT_TOLD },
      { errorCode: codeOf('INVALID_GROUP_ID') },
    ])
  })
})

describe('offsets of such a group', () => {
  it('are committed and fetched in an epoch, by versions that know epochs', async () => {
    const { memberEpoch } = await beat()
    const partitions = [{ partitionIndex: 0, committedOffset: 5, committedMetadata: null }]
    const commit = async (version: number, generationIdOrMemberEpoch: number) => {
      const request = { groupId: 'g', memberId: 'm', generationIdOrMemberEpoch, topics: [{ name: 't', topicId, partitions }] }
      return (await wire.call(offsetCommitMessages, version, request)).topics[0]?.partitions[0]?.errorCode
    }
    expect(await commit(8, memberEpoch)).toBe(codeOf('UNSUPPORTED_VERSION'))
    expect(await commit(9, memberEpoch + 1)).toBe(codeOf('STALE_MEMBER_EPOCH'))
    expect([await commit(9, memberEpoch), await commit(10, memberEpoch)]).toEqual([0, 0])
    const fetch = async (epoch: number, memberId = 'm') => {
      const wanted = { groupId: 'g', memberId, memberEpoch: epoch, topics: [{ name: 't', topicId, partitionIndexes: [0] }] }
      return (await wire.call(offsetFetchMessages, 9, { groupId: '', topics: [], groups: [wanted], requireStable: true })).groups[0]
    }
    expect((await fetch(memberEpoch))?.topics[0]?.partitions[0]?.committedOffset).toBe(5)
    expect(await fetch(memberEpoch + 1)).toMatchObject({ errorCode: codeOf('STALE_MEMBER_EPOCH'), topics: [] })
    expect(await fetch(memberEpoch, 'x')).toMatchObject({ errorCode: codeOf('UNKNOWN_MEMBER_ID'), topics: [] })
  })
})
