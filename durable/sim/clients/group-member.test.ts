import { describe, expect, it } from 'vitest'
import { RecordBatchBuilder } from '../../../schema/kafka/batch-builder.ts'
import { decodeConsumerProtocolSubscription, encodeConsumerProtocolAssignment } from '../../../schema/kafka/consumer-protocol.ts'
import type { KafkaErrorName } from '../../../schema/kafka/errors.ts'
import { stampBatch } from '../../../schema/kafka/record-batch.ts'
import type { KafkaApis } from '../../../schema/kafka/requests/apis.ts'
import type { FetchPartitionData } from '../../../schema/kafka/requests/fetch.ts'
import { AnsweredClients } from '../../../test/support/sim-clients.ts'
import type { Answers } from '../../../test/support/sim-clients.ts'
import { partitionKey } from '../anomalies/client-history.ts'
import { GroupMember } from './group-member.ts'
import type { MemberOptions } from './group-member.ts'

const ROUND_MS = 400
const GROUP = 'g'

type Request<Api extends keyof KafkaApis> = KafkaApis[Api]['request']

/** What a coordinator says, as long as the story goes; everything else goes well. Each partition has one record after the other. */
class Story {
  readonly commits: Request<'OffsetCommit'>[] = []
  readonly handedIn: Request<'TxnOffsetCommit'>[] = []
  readonly joins: Request<'JoinGroup'>[] = []
  readonly beats: Request<'ConsumerGroupHeartbeat'>[] = []
  readonly ends: boolean[] = []
  heartbeatError: KafkaErrorName = 'NONE'
  commitError: KafkaErrorName = 'NONE'
  assigned = [0, 1]
  memberEpoch = 1
  readonly context: AnsweredClients
  readonly topicId: string
  readonly member: GroupMember

  constructor(options: Partial<MemberOptions>) {
    this.context = new AnsweredClients(this.#answers())
    this.topicId = this.context.makeTopic('a').topicId
    this.context.makeTopic('out')
    const defaults = { process: 'm', groupId: GROUP, groupInstanceId: null, sessionTimeoutMs: 6000, transactionalId: null }
    this.member = new GroupMember(this.context, { ...defaults, protocol: 'eager', ...options })
  }

  go(turns: number): void {
    for (let turn = 0; turn < turns; turn++) {
      this.member.turn()
      this.context.world.pass(ROUND_MS)
    }
  }

  get history() {
    return this.context.audit.groups.of(GROUP)
  }

  deliveredUntil(partitionIndex: number): number {
    return this.history.deliveredUntil.get(partitionKey({ topic: 'a', topicId: this.topicId, partitionIndex })) ?? 0
  }

  get owned(): number[] {
    return Array.from(this.history.beliefs.get('m')?.owned.values() ?? [], ({ partitionIndex }) => partitionIndex)
  }

  #answers(): Answers {
    return {
      FindCoordinator: ({ coordinatorKeys }) => ({
        coordinators: coordinatorKeys.map((key) => ({ key, error: 'NONE', errorMessage: null, nodeId: 1, host: '', port: 0 })),
      }),
      JoinGroup: (request) => this.#join(request),
      SyncGroup: () => ({ error: 'NONE', protocolType: null, protocolName: null, assignment: this.#assignment() }),
      Heartbeat: () => ({ error: this.heartbeatError }),
      ConsumerGroupHeartbeat: (request) => this.#beat(request),
      OffsetFetch: ({ topics }) => ({
        error: 'NONE',
        topics: (topics ?? []).map(({ name, partitionIndexes }) => ({
          name,
          topicId: '',
          partitions: partitionIndexes.map((partitionIndex) => {
            return { partitionIndex, error: 'NONE', committedOffset: -1, committedLeaderEpoch: -1, metadata: '' }
          }),
        })),
      }),
      OffsetCommit: (request) => {
        this.commits.push(request)
        return { topics: this.#results(request.topics) }
      },
      Fetch: ({ topics }) => ({
        responses: topics.map(({ topic, partitions }) => ({
          topic,
          topicId: this.topicId,
          partitions: partitions.map(({ partition, fetchOffset }) => oneRecord(partition, fetchOffset)),
        })),
      }),
      InitProducerId: () => ({ error: 'NONE', producerId: 7, producerEpoch: 0 }),
      Produce: ({ topicData }) => ({
        responses: topicData.map(({ name, partitionData }) => ({
          name,
          partitionResponses: partitionData.map(({ index }) => {
            return { index, error: 'NONE', errorMessage: null, baseOffset: 0, logAppendTimeMs: -1, logStartOffset: 0 }
          }),
        })),
      }),
      TxnOffsetCommit: (request) => {
        this.handedIn.push(request)
        return { topics: this.#results(request.topics) }
      },
      EndTxn: ({ committed, producerEpoch }) => {
        this.ends.push(committed)
        return { error: 'NONE', producerId: 7, producerEpoch: producerEpoch + 1 }
      },
    }
  }

  #join(request: Request<'JoinGroup'>): KafkaApis['JoinGroup']['response'] {
    this.joins.push(request)
    const { memberId } = request
    const member = { memberId, groupInstanceId: null, metadata: new Uint8Array(0) }
    const answer = { generationId: this.joins.length, protocolType: null, protocolName: null, leader: memberId, skipAssignment: false }
    if (memberId !== '') return { ...answer, error: 'NONE', memberId, members: [member] }
    return { ...answer, error: 'MEMBER_ID_REQUIRED', memberId: `id-${this.joins.length}`, members: [] }
  }

  #assignment(): Uint8Array {
    const assignedPartitions = this.assigned.map((partitionIndex) => ({ topic: 'a', partitionIndex }))
    return encodeConsumerProtocolAssignment({ assignedPartitions, userData: null })
  }

  #beat(request: Request<'ConsumerGroupHeartbeat'>): KafkaApis['ConsumerGroupHeartbeat']['response'] {
    this.beats.push(request)
    const { memberId } = request
    const answer = { error: this.heartbeatError, errorMessage: null, memberId, memberEpoch: this.memberEpoch, heartbeatIntervalMs: 5000 }
    return { ...answer, assignment: [{ topicId: this.topicId, partitions: this.assigned }] }
  }

  #results(topics: readonly { readonly name: string; readonly partitions: readonly { readonly partitionIndex: number }[] }[]) {
    return topics.map(({ name, partitions }) => ({
      name,
      partitions: partitions.map(({ partitionIndex }) => ({ partitionIndex, error: this.commitError })),
    }))
  }
}

function oneRecord(partitionIndex: number, fetchOffset: number): FetchPartitionData {
  const builder = new RecordBatchBuilder()
  builder.append(0, null, new Uint8Array([120]), [])
  const records = builder.build()
  stampBatch(records, fetchOffset, 0)
  const ends = { highWatermark: 1_000_000, lastStableOffset: 1_000_000, logStartOffset: 0 }
  return { partitionIndex, error: 'NONE', ...ends, abortedTransactions: [], records }
}

/** What a member says that it owns when it joins. */
function ownedBy({ protocols: [first] }: Request<'JoinGroup'>): number[] {
  const subscription = decodeConsumerProtocolSubscription(first?.metadata ?? new Uint8Array(0))
  return subscription?.ownedPartitions.map(({ partitionIndex }) => partitionIndex) ?? []
}

describe('a simulated member of a group', () => {
  it('[SIM15] comes back with the id that it was given, and commits as that member in its generation what it has delivered', () => {
    const story = new Story({})
    story.go(80)
    expect(story.joins.map(({ memberId }) => memberId)).toEqual(['', 'id-1'])
    expect(story.owned).toEqual([0, 1])
    expect(story.commits.length).toBeGreaterThan(3)
    for (const { memberId, generationIdOrMemberEpoch, topics } of story.commits) {
      expect([memberId, generationIdOrMemberEpoch]).toEqual(['id-1', 2])
      for (const { partitionIndex, committedOffset } of topics.flatMap(({ partitions }) => partitions)) {
        expect(committedOffset).toBeLessThanOrEqual(story.deliveredUntil(partitionIndex))
      }
    }
  })

  it('[SIM15] gives everything up before it joins a rebalance of the older protocol', () => {
    const story = new Story({})
    story.go(40)
    story.heartbeatError = 'REBALANCE_IN_PROGRESS'
    const joinsBefore = story.joins.length
    let ownedAtJoin: number[] | null = null
    for (let turn = 0; turn < 60 && ownedAtJoin === null; turn++) {
      story.go(1)
      if (story.joins.length > joinsBefore) ownedAtJoin = story.owned
    }
    expect(ownedAtJoin).toEqual([])
  })

  it('[SIM15] works on while it joins the cooperative way, and joins again when it had to give something up', () => {
    const story = new Story({ protocol: 'cooperative' })
    story.go(40)
    story.heartbeatError = 'REBALANCE_IN_PROGRESS'
    story.assigned = [1]
    const joinsBefore = story.joins.length
    for (let turn = 0; turn < 60 && story.joins.length < joinsBefore + 2; turn++) {
      story.go(1)
      if (story.joins.length > joinsBefore) story.heartbeatError = 'NONE'
    }
    expect(story.joins.slice(joinsBefore).map(ownedBy)).toEqual([[0, 1], [1]])
    const delivered = [story.deliveredUntil(0), story.deliveredUntil(1)] as const
    story.go(40)
    expect(story.owned).toEqual([1])
    expect(story.deliveredUntil(0)).toBe(delivered[0])
    expect(story.deliveredUntil(1)).toBeGreaterThan(delivered[1])
    expect(story.joins).toHaveLength(joinsBefore + 2)
  })

  it.each(['eager', 'cooperative', 'consumer'] as const)(
    '[SIM15] delivers nothing after it hears that it is out, in the %s way',
    (protocol) => {
      const story = new Story({ protocol })
      story.go(40)
      story.heartbeatError = 'UNKNOWN_MEMBER_ID'
      story.commitError = 'UNKNOWN_MEMBER_ID'
      story.assigned = []
      story.go(20)
      const delivered = [story.deliveredUntil(0), story.deliveredUntil(1)]
      story.go(40)
      expect([story.deliveredUntil(0), story.deliveredUntil(1)]).toEqual(delivered)
      expect(story.owned).toEqual([])
    },
  )

  it('[SIM15] says what it has given up in the newer protocol, and goes on with the rest in the next epoch', () => {
    const story = new Story({ protocol: 'consumer' })
    story.go(40)
    expect(story.beats[0]).toMatchObject({ memberEpoch: 0, topicPartitions: [], memberId: 'm' })
    expect(story.owned).toEqual([0, 1])
    story.assigned = [1]
    story.memberEpoch = 2
    story.go(20)
    const delivered = [story.deliveredUntil(0), story.deliveredUntil(1)] as const
    expect(story.owned).toEqual([1])
    expect(
      story.beats.some(
        ({ topicPartitions }) => JSON.stringify(topicPartitions) === JSON.stringify([{ topicId: story.topicId, partitions: [1] }]),
      ),
    ).toBe(true)
    story.go(40)
    expect(story.deliveredUntil(0)).toBe(delivered[0])
    expect(story.deliveredUntil(1)).toBeGreaterThan(delivered[1])
  })

  it('[SIM16] hands in its offsets as a member, and commits them with what it has written', () => {
    const story = new Story({ transactionalId: 't' })
    story.go(120)
    expect(story.handedIn.length).toBeGreaterThan(3)
    expect(story.handedIn.every(({ memberId, generationId }) => memberId === 'id-1' && generationId === 2)).toBe(true)
    expect(story.ends).toContain(true)
    const { outputs } = story.history
    expect(new Set(outputs.map(({ source, offset }) => `${source.partitionIndex}/${offset}`)).size).toBe(outputs.length)
    expect(outputs.some(({ operation }) => operation.transaction === 'committed')).toBe(true)
  })

  it('[SIM16] aborts when its group does not know it any more, and reads again what it had read', () => {
    const story = new Story({ transactionalId: 't' })
    story.commitError = 'UNKNOWN_MEMBER_ID'
    story.go(120)
    expect(story.handedIn.length).toBeGreaterThan(1)
    expect(new Set(story.ends)).toEqual(new Set([false]))
    const first = story.history.outputs.filter(({ offset }) => offset === 0)
    expect(first.length).toBeGreaterThan(2)
  })
})
