// Every kind of event, log change, reason, election and trigger is told in both languages. See event-stories.test.ts for those of real clusters.
import { describe, expect, it } from 'vitest'
import { told } from '../../../test/support/told.ts'
import type { PartitionChange } from '../../engine/controller/partition-change.ts'
import type { ClusterEvent, Trigger } from '../../engine/event.ts'
import type { Reason } from '../../engine/reason.ts'
import type { ClusterRecord } from '../../engine/record.ts'
import { renderEvent } from './render-event.ts'
import { LOG_CHANGES } from '../../../test/support/events/log-change-examples.ts'
import { AT, NOW_MS } from '../../../test/support/events/places.ts'
import { REASONS } from '../../../test/support/events/reason-examples.ts'
import { RECORDS, LOG } from '../../../test/support/events/record-examples.ts'

function eventOf(record: ClusterRecord, trigger: Trigger = { kind: 'timer' }, causedBy: number | null = null): ClusterEvent {
  return { sequence: 12, nowMs: NOW_MS, trigger, causedBy, record }
}

function changed(change: PartitionChange, reason: Reason = { code: 'brokerFenced', brokerId: 1 }): string {
  return told(eventOf({ kind: 'partition.changed', ...AT, change, reason }))
}

describe('an event as a sentence', () => {
  it('is told for every kind of record', () => {
    for (const records of Object.values(RECORDS)) for (const record of records) told(eventOf(record))
  })

  it('is told for every change of a log, of the partition and of one broker', () => {
    for (const change of Object.values(LOG_CHANGES)) {
      expect(told(eventOf({ kind: 'log.changed', ...AT, change }))).toContain('orders-0')
      expect(told(eventOf({ kind: 'log.changed', ...AT, brokerId: 3, change }))).toContain('broker 3')
    }
  })

  it('gives every reason words of its own', () => {
    const reasons = Object.values(REASONS)
    const sentences = reasons.map((reason) => told(eventOf({ kind: 'broker.changed', brokerId: 1, fenced: true, reason })))
    expect(new Set(sentences).size).toBe(reasons.length)
  })

  it('says of each election what it was and what it may cost', () => {
    expect(changed({ electionKind: 'clean', leader: 2, isr: [2, 3] })).toBe(
      'In orders-0 broker 2 was elected leader in a new leader epoch (clean: it was in the ISR), the ISR became [2, 3], because broker 1 was fenced.',
    )
    expect(changed({ electionKind: 'unclean', leader: 2, leaderRecoveryState: 'RECOVERING' })).toContain(
      'records that only the old leader had are lost',
    )
    expect(changed({ electionKind: 'elr', leader: 2, eligibleLeaderReplicas: [3] })).toContain('the ELR became [3]')
    expect(changed({ electionKind: 'lastKnownLeader', leader: 2, lastKnownElr: [] })).toContain('the last known leader')
    expect(changed({ electionKind: 'preferred', leader: 1 })).toContain('broker 1, the preferred replica,')
    expect(changed({ electionKind: 'none', leader: -1, lastKnownElr: [1] })).toContain('there is no leader any more')
  })

  it('says what a reassignment adds and removes, and when it is over', () => {
    const reassignment = { code: 'reassignment' } as const
    const begun = changed({ electionKind: 'none', replicas: [4, 2, 1], addingReplicas: [4], removingReplicas: [1] }, reassignment)
    expect(begun).toContain('replicas [4] are being added, replicas [1] are being removed')
    const over = { electionKind: 'none', leader: 2, replicas: [4, 2], addingReplicas: [], removingReplicas: [] } as const
    expect(changed({ ...over, leaderRecoveryState: 'RECOVERED' }, reassignment)).toContain(
      'broker 2 goes on as leader in a new leader epoch',
    )
  })

  it('names the hand that did it, the client that asked, or the event that led to it', () => {
    const killed = { kind: 'process.changed', nodeId: 1, process: 'down', cleanly: false, reason: { code: 'killed' } } as const
    const hand = { kind: 'action', action: 'kill', nodeId: 1 } as const
    expect(told(eventOf(killed, hand))).toBe(
      'The process of broker 1 is down without an orderly shutdown, because somebody killed broker 1.',
    )
    const created = { kind: 'topic.created', name: 'orders', topicId: 'id' } as const
    expect(told(eventOf(created, { kind: 'request', api: 'CreateTopics', brokerId: 2 }))).toContain(
      'because a client sent CreateTopics to broker 2.',
    )
    expect(told(eventOf(created, { kind: 'request', api: 'CreateTopics', brokerId: null }))).toContain(
      'because a client sent CreateTopics.',
    )
    expect(told(eventOf(created, { kind: 'creation' }))).toContain('because the cluster was made.')
    expect(told(eventOf(created, { kind: 'timer' }))).toContain('because its time had come.')
    expect(told(eventOf(created, { kind: 'timer' }, 8))).toContain('because event 8 led to it.')
    for (const action of ['kill', 'stop', 'start', 'pause', 'resume', 'crash', 'startFault', 'endFault', 'somethingNew']) {
      told(eventOf(created, { kind: 'action', action, nodeId: action.endsWith('Fault') ? null : 3000 }))
    }
  })
})

describe('the facts of an event', () => {
  it('are the record without what only a replay needs', () => {
    const facts = (record: ClusterRecord) => renderEvent(eventOf(record)).facts
    expect(facts({ kind: 'log.handed', ...AT, brokerId: 2, log: LOG })).toEqual({
      ...AT,
      brokerId: 2,
      log: { logStartOffset: 0, logEndOffset: 7, highWatermark: 5 },
    })
    expect(facts({ kind: 'random.moved', random: [1, 2, 3, 4] })).toEqual({})
    const replaced = facts({ kind: 'log.changed', ...AT, change: LOG_CHANGES['segments.replaced'] })
    expect(replaced).toMatchObject({ change: { baseOffset: 0, endOffset: 5, count: 2, segmentCount: 1, sizeBytes: 0 } })
    const all = Object.values(RECORDS).flatMap((records) => records.map(facts))
    expect(JSON.stringify(all)).not.toMatch(/"random"|"segments"|"extents"|"producers"/)
  })
})
