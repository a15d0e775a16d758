// Members whose heartbeats somebody hears in their coordinator's place.
import { describe, expect, it } from 'vitest'
import { ClassicMember, describeGroup, rebalance } from '../../../test/support/classic-group.ts'
import { ConsumerGroupMember } from '../../../test/support/consumer-group-member.ts'
import { MemoryCluster } from '../../../test/support/memory-store.ts'
import { createTopic } from '../../../test/support/records.ts'
import { changeClock } from '../../shell/clock-change.ts'
import { Engine } from '../engine.ts'
import { decodeCluster, encodeCluster } from '../snapshot.ts'

const MINUTE_MS = 60_000

type Member = {
  readonly memberId: string
  readonly sessionTimeoutMs: number
  readonly kafka: MemoryCluster
  readonly isThere: () => boolean
}

function cluster(): MemoryCluster {
  const kafka = new MemoryCluster({ brokerConfigs: [['group.initial.rebalance.delay.ms', '0']] })
  createTopic(kafka, 't', {}, 4)
  return kafka
}

function classic(): Member {
  const kafka = cluster()
  const member = new ClassicMember(kafka)
  rebalance(kafka, [member])
  const isThere = (): boolean => describeGroup(kafka).members.length === 1
  return { memberId: member.memberId, sessionTimeoutMs: 10_000, kafka, isThere }
}

function consumer(): Member {
  const kafka = cluster()
  new ConsumerGroupMember(kafka, 'm').join()
  const isThere = (): boolean => {
    const [group] = kafka.request('ConsumerGroupDescribe', { groupIds: ['g'] }).groups
    return group?.members.length === 1
  }
  return { memberId: 'm', sessionTimeoutMs: 45_000, kafka, isThere }
}

function vouch({ kafka, memberId }: Member, forMs: number | null, agoMs = 0): void {
  const vouchedUntilMs = forMs === null ? null : kafka.nowMs + forMs
  kafka.engine.vouch({ groupId: 'g', memberId }, { heardMs: kafka.nowMs - agoMs, vouchedUntilMs })
}

describe.each([
  ['the classic protocol', classic],
  ['KIP-848', consumer],
])('a member of a group of %s', (_, make) => {
  it('[VCH1] is not missed while somebody vouches for it, and nothing happens for its sake', () => {
    const member = make()
    const { kafka } = member
    vouch(member, 10 * MINUTE_MS)
    const entries = kafka.entries.length
    expect(kafka.engine.nextDueMs(false)).toBeGreaterThanOrEqual(kafka.nowMs + 10 * MINUTE_MS)
    for (let minutes = 0; minutes < 9; minutes++) kafka.advance(MINUTE_MS)
    expect(member.isThere()).toBe(true)
    const groupKinds = new Set<string>(['group.changed', 'group.written', 'members.seen'])
    expect(kafka.entries.slice(entries).flatMap(({ records }) => records.filter(({ kind }) => groupKinds.has(kind)))).toEqual([])
  })

  it('[VCH2] has a session left when the time is over', () => {
    const member = make()
    const { kafka, sessionTimeoutMs } = member
    vouch(member, MINUTE_MS)
    kafka.advance(MINUTE_MS + sessionTimeoutMs - 1)
    expect(member.isThere()).toBe(true)
    kafka.advance(1)
    expect(member.isThere()).toBe(false)
  })

  it('[VCH2] has a session left from its last sign of life on when that is told before', () => {
    const member = make()
    const { kafka, sessionTimeoutMs } = member
    vouch(member, 10 * MINUTE_MS)
    kafka.advance(3 * MINUTE_MS)
    vouch(member, null, 4_000)
    kafka.advance(sessionTimeoutMs - 4_001)
    expect(member.isThere()).toBe(true)
    kafka.advance(1)
    expect(member.isThere()).toBe(false)
  })

  it('[VCH3] is missed when somebody moves the clock', () => {
    const member = make()
    const { kafka, sessionTimeoutMs } = member
    vouch(member, 10 * MINUTE_MS)
    const move = (advanceMs: number): void => {
      kafka.keep(changeClock(kafka.engine, { advanceMs }, kafka.nowMs, kafka.nowMs))
      kafka.nowMs += advanceMs
    }
    move(sessionTimeoutMs - 1)
    expect(member.isThere()).toBe(true)
    move(1)
    expect(member.isThere()).toBe(false)
  })

  it('[VCH3] is still vouched for when the clock is only looked at', () => {
    const member = make()
    const { kafka, sessionTimeoutMs } = member
    vouch(member, 10 * MINUTE_MS)
    kafka.keep(changeClock(kafka.engine, { mode: 'realtime' }, kafka.nowMs, kafka.nowMs))
    kafka.advance(2 * sessionTimeoutMs)
    expect(member.isThere()).toBe(true)
  })

  it('[VCH4] goes on when the cluster is loaded again and somebody vouches for it at once', () => {
    const { kafka, memberId, sessionTimeoutMs } = make()
    const loaded = new Engine(decodeCluster(encodeCluster(kafka.cluster)), kafka.store)
    const nowMs = kafka.nowMs + 5 * sessionTimeoutMs
    loaded.vouch({ groupId: 'g', memberId }, { heardMs: nowMs, vouchedUntilMs: nowMs + MINUTE_MS })
    const groupRecords = (untilMs: number): string[] => {
      const kinds = loaded.tick(untilMs, 1_000).entries.flatMap(({ records }) => records.map(({ kind }) => kind))
      return kinds.filter((kind) => kind === 'group.written' || kind === 'group.changed')
    }
    expect(groupRecords(nowMs + MINUTE_MS + sessionTimeoutMs - 1)).toEqual([])
    expect(groupRecords(nowMs + MINUTE_MS + sessionTimeoutMs)).not.toEqual([])
  })
})

describe('a vouched member of a large group', () => {
  it('[VCH2] is noted with the others as heard of, and ends no later for that', () => {
    const kafka = cluster()
    const [vouched, beating] = [new ClassicMember(kafka), new ClassicMember(kafka)]
    rebalance(kafka, [vouched, beating], 100)
    kafka.engine.vouch({ groupId: 'g', memberId: vouched.memberId }, { heardMs: kafka.nowMs, vouchedUntilMs: kafka.nowMs + 10 * MINUTE_MS })
    for (let beats = 0; beats < 12; beats++) {
      kafka.advance(5_000)
      expect(beating.heartbeat()).toBe('NONE')
    }
    kafka.engine.vouch({ groupId: 'g', memberId: vouched.memberId }, { heardMs: kafka.nowMs, vouchedUntilMs: null })
    kafka.advance(5_000)
    beating.heartbeat()
    kafka.advance(4_999)
    expect(beating.heartbeat()).toBe('NONE')
    kafka.advance(1)
    expect(beating.heartbeat()).toBe('REBALANCE_IN_PROGRESS')
  })
})
