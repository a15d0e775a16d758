import { describe, expect, it } from 'vitest'
import { partitionsOf, ScriptedConsumer, TOPIC_ID } from '../../../test/support/scripted-consumer.ts'
import type { ConsumerGroupHeartbeatResponse } from '../../../schema/kafka/requests/consumer-group-heartbeat.ts'
import { close } from './user-calls.ts'

const CONFIGS = { 'group.protocol': 'consumer', 'client.rack': 'r' }

function answer(memberEpoch: number, partitions: readonly number[] | null): ConsumerGroupHeartbeatResponse {
  const assignment = partitions === null ? null : [{ topicId: TOPIC_ID, partitions }]
  return { error: 'NONE', errorMessage: null, memberId: 'uuid', memberEpoch, heartbeatIntervalMs: 5_000, assignment }
}

function refusal(error: ConsumerGroupHeartbeatResponse['error']): ConsumerGroupHeartbeatResponse {
  return { error, errorMessage: 'why', memberId: null, memberEpoch: 0, heartbeatIntervalMs: 0, assignment: null }
}

function member(): ScriptedConsumer {
  const consumer = new ScriptedConsumer(CONFIGS)
  consumer.subscribe()
  consumer.answer('ConsumerGroupHeartbeat', answer(1, [0, 1]))
  consumer.runCallbacks()
  consumer.answer('ConsumerGroupHeartbeat', answer(1, null))
  consumer.answerOffsets(7)
  consumer.readTo(9)
  return consumer
}

describe('a member of the protocol consumer', () => {
  it('[CON17] joins under its own id with all it has to say, and then tells only news', () => {
    const consumer = new ScriptedConsumer(CONFIGS)
    consumer.subscribe()
    const first = { memberId: 'uuid', memberEpoch: 0, rackId: 'r', rebalanceTimeoutMs: 300_000, subscribedTopicNames: ['t'] }
    expect(consumer.sent('ConsumerGroupHeartbeat')).toMatchObject({ ...first, topicPartitions: [] })
    consumer.answer('ConsumerGroupHeartbeat', answer(1, null))
    consumer.nowMs += 5_000
    const later = { memberEpoch: 1, rackId: null, rebalanceTimeoutMs: -1, subscribedTopicNames: null, topicPartitions: null }
    expect(consumer.sent('ConsumerGroupHeartbeat')).toMatchObject(later)
  })

  it('[CON18] takes what it is given when it is polled, and acknowledges at once', () => {
    const consumer = new ScriptedConsumer(CONFIGS)
    consumer.subscribe()
    consumer.answer('ConsumerGroupHeartbeat', answer(1, [0, 1]))
    expect(consumer.state.partitions).toEqual([])
    expect(consumer.runCallbacks()).toEqual([{ kind: 'assigned', partitions: partitionsOf(0, 1) }])
    expect(consumer.sent('ConsumerGroupHeartbeat').topicPartitions).toEqual([{ topicId: TOPIC_ID, partitions: [0, 1] }])
  })

  it('[CON18] commits and gives up what moves, keeps the rest, and only then says so', () => {
    const consumer = member()
    consumer.nowMs += 5_000
    consumer.answer('ConsumerGroupHeartbeat', answer(2, [0]))
    consumer.poll()
    expect(consumer.sent('OffsetCommit')).toMatchObject({ generationIdOrMemberEpoch: 2, memberId: 'uuid' })
    consumer.answerCommit('NONE')
    expect(consumer.poll().callbacks).toMatchObject([
      { kind: 'revoked', partitions: partitionsOf(1) },
      { kind: 'assigned', partitions: [] },
    ])
    expect(consumer.send()).not.toContain('ConsumerGroupHeartbeat')
    consumer.runCallbacks()
    expect(consumer.sent('ConsumerGroupHeartbeat').topicPartitions).toEqual([{ topicId: TOPIC_ID, partitions: [0] }])
    expect(consumer.state.partitions).toMatchObject([{ partitionIndex: 0, position: 9 }])
  })

  it('[CON19] has lost its partitions when it is fenced, and joins again with epoch 0', () => {
    const consumer = member()
    consumer.nowMs += 5_000
    consumer.answer('ConsumerGroupHeartbeat', refusal('FENCED_MEMBER_EPOCH'))
    expect(consumer.send()).not.toContain('ConsumerGroupHeartbeat')
    expect(consumer.runCallbacks()).toEqual([{ kind: 'lost', partitions: partitionsOf(0, 1) }])
    expect(consumer.sent('ConsumerGroupHeartbeat')).toMatchObject({ memberEpoch: 0, topicPartitions: [] })
  })

  it('[CON19] tells who polls what will not get better', () => {
    const consumer = new ScriptedConsumer(CONFIGS)
    consumer.subscribe()
    consumer.answer('ConsumerGroupHeartbeat', refusal('UNSUPPORTED_ASSIGNOR'))
    expect(consumer.poll().error).toEqual({ error: 'UNSUPPORTED_ASSIGNOR', message: 'why' })
  })

  it('[CON20] leaves with epoch -1 when nobody polls, and when it is closed', () => {
    const stale = member()
    stale.nowMs += 300_000
    stale.send()
    expect(stale.sent('ConsumerGroupHeartbeat').memberEpoch).toBe(-1)
    expect(stale.runCallbacks()).toEqual([{ kind: 'lost', partitions: partitionsOf(0, 1) }])
    const closing = member()
    closing.state = close(closing.state, closing.nowMs)
    closing.runCallbacks()
    closing.answerCommit('NONE')
    expect(closing.sent('ConsumerGroupHeartbeat').memberEpoch).toBe(-1)
  })
})
