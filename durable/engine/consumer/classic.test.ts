import { describe, expect, it } from 'vitest'
import { ScriptedConsumer, partitionsOf } from '../../../test/support/scripted-consumer.ts'
import {
  decodeConsumerProtocolAssignment,
  decodeConsumerProtocolSubscription,
  encodeConsumerProtocolSubscription,
} from '../../../schema/kafka/consumer-protocol.ts'
import { commit } from './commits.ts'
import type { Consumer } from './consumer.ts'
import { nextDueMs } from './next-requests.ts'
import { callbacksDone } from './poll.ts'
import { close, unsubscribe } from './user-calls.ts'

const COOPERATIVE = { 'partition.assignment.strategy': 'cooperative-sticky' }
const revoked = (...indexes: number[]) => ({ kind: 'revoked', partitions: partitionsOf(...indexes) })
const assigned = (...indexes: number[]) => ({ kind: 'assigned', partitions: partitionsOf(...indexes) })
const lost = (...indexes: number[]) => ({ kind: 'lost', partitions: partitionsOf(...indexes) })

/** A member of generation 1 that has both partitions of t and has read to offset 9 in each. */
function member(configs: Readonly<Record<string, string>> = {}): ScriptedConsumer {
  const consumer = new ScriptedConsumer(configs)
  consumer.subscribe()
  consumer.join('m', 1, [0, 1])
  consumer.runCallbacks()
  consumer.answerOffsets(7)
  consumer.readTo(9)
  return consumer
}

function positionsOf({ state }: ScriptedConsumer): (number | null)[] {
  return state.partitions.map(({ position }) => position)
}

describe('a member of the classic protocol', () => {
  it('[CON8] is given its id first, joins with it, and begins at the committed offsets', () => {
    const consumer = new ScriptedConsumer()
    consumer.subscribe()
    const refused = { error: 'MEMBER_ID_REQUIRED', generationId: -1, leader: '', protocolType: null, protocolName: null } as const
    expect(consumer.sent('JoinGroup')).toMatchObject({ memberId: '', rebalanceTimeoutMs: 300_000, sessionTimeoutMs: 45_000 })
    consumer.answer('JoinGroup', { ...refused, memberId: 'm', skipAssignment: false, members: [] })
    expect(consumer.sent('JoinGroup').memberId).toBe('m')
    consumer.join('m', 1, [1])
    expect(consumer.runCallbacks()).toEqual([assigned(1)])
    consumer.answerOffsets(7)
    expect(positionsOf(consumer)).toEqual([7])
  })

  it('[CON9] assigns to all members when it leads, and joins again when a topic grows', () => {
    const consumer = new ScriptedConsumer()
    consumer.subscribe()
    const metadata = encodeConsumerProtocolSubscription({
      topics: ['t'],
      userData: null,
      ownedPartitions: [],
      generationId: -1,
      rackId: null,
    })
    const members = ['m', 'n'].map((memberId) => ({ memberId, groupInstanceId: null, metadata }))
    const joined = { error: 'NONE', generationId: 1, protocolType: 'consumer', protocolName: 'range', skipAssignment: false } as const
    consumer.answer('JoinGroup', { ...joined, leader: 'm', memberId: 'm', members })
    const given = consumer.sent('SyncGroup').assignments.map(({ memberId, assignment }) => {
      return [memberId, decodeConsumerProtocolAssignment(assignment)?.assignedPartitions]
    })
    expect(given).toEqual([
      ['m', partitionsOf(0)],
      ['n', partitionsOf(1)],
    ])
    consumer.sync([0])
    consumer.runCallbacks()
    consumer.nowMs += 300_000
    consumer.poll()
    consumer.learn(3)
    expect(consumer.state.member).toMatchObject({ phase: 'stable', rejoinReason: expect.stringContaining('metadata has changed') })
  })

  it('[CON10] commits and gives up everything before it joins again, when it is eager and polled', () => {
    const consumer = member()
    consumer.beat('REBALANCE_IN_PROGRESS')
    expect(consumer.send()).not.toContain('JoinGroup')
    expect(consumer.poll()).toMatchObject({ callbacks: [], records: [] })
    expect(consumer.sent('OffsetCommit').topics[0]?.partitions.map(({ committedOffset }) => committedOffset)).toEqual([9, 9])
    consumer.answerCommit('NONE')
    expect(consumer.poll().callbacks).toEqual([revoked(0, 1)])
    expect(consumer.send()).not.toContain('JoinGroup')
    consumer.state = callbacksDone(consumer.state)
    expect(consumer.state.partitions).toEqual([])
    expect(consumer.sent('JoinGroup')).toMatchObject({ memberId: 'm', reason: 'group is already rebalancing' })
  })

  it('[CON11] keeps what does not move, gives up the rest, and joins again, when it is cooperative', () => {
    const consumer = member(COOPERATIVE)
    consumer.beat('REBALANCE_IN_PROGRESS')
    consumer.poll()
    consumer.answerCommit('NONE')
    consumer.poll()
    const subscription = decodeConsumerProtocolSubscription(consumer.sent('JoinGroup').protocols[0]?.metadata ?? new Uint8Array())
    expect(subscription?.ownedPartitions).toEqual(partitionsOf(0, 1))
    consumer.join('m', 2, [0], 'cooperative-sticky')
    expect(consumer.runCallbacks()).toEqual([revoked(1), assigned()])
    expect(positionsOf(consumer)).toEqual([9])
    consumer.poll()
    consumer.join('m', 3, [0], 'cooperative-sticky')
    expect(consumer.runCallbacks()).toEqual([assigned()])
    expect(consumer.state.member).toMatchObject({ phase: 'stable', rejoinReason: null })
  })

  it.each(['UNKNOWN_MEMBER_ID', 'ILLEGAL_GENERATION'] as const)('[CON12] has lost its partitions when it is told %s', (error) => {
    const consumer = member()
    consumer.beat(error)
    expect(consumer.runCallbacks()).toEqual([lost(0, 1)])
    expect(consumer.state.partitions).toEqual([])
    expect(consumer.sent('JoinGroup').memberId).toBe(error === 'ILLEGAL_GENERATION' ? 'm' : '')
  })

  it('[CON12] is told by the next poll that another one has its instance id', () => {
    const consumer = member({ 'group.instance.id': 'i' })
    consumer.beat('FENCED_INSTANCE_ID')
    expect(consumer.poll().error?.error).toBe('FENCED_INSTANCE_ID')
    expect(consumer.poll().callbacks).toEqual([lost(0, 1)])
  })

  it('[CON13] leaves when nobody polls for max.poll.interval.ms, and cannot commit then', () => {
    const consumer = member({ 'enable.auto.commit': 'false' })
    for (let beats = 0; beats < 99; beats++) consumer.beat('NONE')
    consumer.nowMs += 3_000
    expect(consumer.send()).toContain('LeaveGroup')
    consumer.state = committing(consumer)
    consumer.send()
    expect(consumer.state.events).toMatchObject([{ kind: 'commitFailed', error: 'UNKNOWN_MEMBER_ID' }])
    expect(consumer.runCallbacks()).toEqual([lost(0, 1)])
  })

  it('[CON14] revokes and says goodbye when it unsubscribes, and commits first when it closes', () => {
    const leaving = member()
    leaving.state = unsubscribe(leaving.state)
    expect(leaving.runCallbacks()).toEqual([revoked(0, 1)])
    expect(leaving.send()).toEqual(['LeaveGroup'])
    const closing = member()
    closing.state = close(closing.state, closing.nowMs)
    expect(closing.runCallbacks()).toEqual([revoked(0, 1)])
    expect(closing.send()).toEqual(['OffsetCommit'])
    closing.answerCommit('NONE')
    closing.answer('LeaveGroup', { error: 'NONE', members: [] })
    closing.send()
    expect(closing.state.phase).toBe('closed')
    expect(nextDueMs(closing.state)).toBeNull()
  })

  it('[CON14] goes without a word when it is static', () => {
    const consumer = member({ 'group.instance.id': 'i', 'enable.auto.commit': 'false' })
    consumer.state = close(consumer.state, consumer.nowMs)
    consumer.runCallbacks()
    expect(consumer.send()).toEqual([])
    expect(consumer.state.phase).toBe('closed')
  })

  it('[CON15] commits by itself every auto.commit.interval.ms, when it is polled', () => {
    const consumer = member()
    consumer.nowMs += 4_999
    consumer.poll()
    expect(consumer.send()).not.toContain('OffsetCommit')
    consumer.nowMs += 1
    consumer.poll()
    expect(consumer.send()).toContain('OffsetCommit')
    consumer.answerCommit('NONE')
    expect(consumer.state.events).toMatchObject([{ kind: 'committed', mode: 'auto' }])
    consumer.nowMs += 5_000
    consumer.poll()
    expect(consumer.send()).not.toContain('OffsetCommit')
  })

  it('[CON16] looks for the coordinator again when it has moved, and tries a sync commit again', () => {
    const consumer = member({ 'enable.auto.commit': 'false' })
    consumer.state = committing(consumer)
    consumer.answerCommit('NOT_COORDINATOR')
    consumer.nowMs += 100
    const found = { key: 'g', error: 'NONE', errorMessage: null, nodeId: 3, host: '', port: 1 } as const
    consumer.answer('FindCoordinator', { coordinators: [found] })
    consumer.answerCommit('NONE')
    expect(consumer.state.events).toMatchObject([{ kind: 'committed', mode: 'sync' }])
  })
})

function committing(consumer: ScriptedConsumer): Consumer {
  return commit(consumer.state, null, 'sync', consumer.nowMs).state
}
