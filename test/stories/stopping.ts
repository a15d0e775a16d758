// What stops when a member joins, and for how long on the cluster's clock. One of the members works for ten seconds on what a poll gives it: that is
// what the others wait for, or do not.
import { expect } from 'vitest'
import { createPartitions, Group, startWriter } from './group.ts'
import type { Configs, Heard } from './group.ts'
import type { Story, StorySandbox } from './story.ts'

const RECORDS = 200
const BATCH = 10
const RECORD_MS = 1_000
/** So long the busy one goes on without a poll after the third one has joined. */
const BUSY_MS = 8_000
/** heartbeat.interval.ms, and group.consumer.heartbeat.interval.ms of the brokers. */
const HEARTBEAT_MS = 3_000
const BROKERS_HEARTBEAT_MS = 5_000
const MEMBERS = ['quick', 'busy', 'late']

/** By partition, how long it was nobody's. One that nobody gave up is not in it. */
type Stops = Readonly<Record<number, number>>

async function stopsOf(group: Group, fromMs: number): Promise<Stops> {
  const all = (await Promise.all(MEMBERS.map((name) => group.heard(name)))).flat()
  const heard = all.filter(({ ms }) => ms >= fromMs).toSorted((left, right) => left.ms - right.ms)
  const stops: Record<number, number> = {}
  for (const [index, { what, partitions, ms }] of heard.entries()) {
    if (what !== 'revoked') continue
    for (const partition of partitions) stops[partition] = nextOwnerMs(heard.slice(index), partition) - ms
  }
  return stops
}

function nextOwnerMs(heard: readonly Heard[], partition: number): number {
  return heard.find(({ what, partitions }) => what === 'assigned' && partitions.includes(partition))?.ms ?? Infinity
}

async function processedBy(group: Group, name: string): Promise<number> {
  return (await group.reader(name)).counters['processed'] ?? 0
}

type Shares = Readonly<Record<string, readonly number[]>>

/**
 * @param expectStops looks at what stopped, and at who had what before.
 * @param stoppedByLeaving so many partitions are given up when the member leaves again.
 */
function memberJoins(rule: string, configs: Configs, expectStops: (stops: Stops, before: Shares) => void, stoppedByLeaving: number): Story {
  const groupOf = (kafka: StorySandbox): Group => new Group(kafka, 'g', configs)
  return {
    title: `a member joins while another one is busy: ${rule}`,
    steps: [
      {
        does: 'a quick member and a busy one share what comes in',
        run: async (kafka) => {
          const group = groupOf(kafka)
          await createPartitions(kafka, 4)
          // Both are there before there is anything to read: what stops is what the third one stops.
          await group.start('quick', { commit: 'after_batch' })
          await group.start('busy', { commit: 'after_batch', processing_ms: RECORD_MS }, { 'max.poll.records': String(BATCH) })
          await kafka.advance(20_000)
          expect(sizesOf(await group.shares())).toEqual({ quick: 2, busy: 2 })
          await startWriter(kafka, { records_per_second: 4, count: RECORDS })
          // Its batches have grown, and of this one it has BUSY_MS still to do.
          await kafka.advance(17_000)
        },
      },
      {
        does: 'a third one joins',
        run: async (kafka) => {
          const group = groupOf(kafka)
          const before = await group.shares()
          const quickBefore = await processedBy(group, 'quick')
          const joinMs = await kafka.nowMs()
          await group.start('late', { commit: 'after_batch' })
          await kafka.advance(5 * BATCH * RECORD_MS)
          expect(sizesOf(await group.shares())['late']).toBe(1)
          expectStops(await stopsOf(group, joinMs), before)
          expect(await processedBy(group, 'quick')).toBeGreaterThan(quickBefore)
        },
      },
      {
        does: 'whatever stopped went on where it was: every record is processed once',
        run: async (kafka) => {
          await kafka.advance(RECORDS * RECORD_MS)
          expect(await groupOf(kafka).audit('late')).toEqual({ once: RECORDS })
          const processed = await Promise.all(MEMBERS.map((name) => processedBy(groupOf(kafka), name)))
          expect(processed.reduce((sum, count) => sum + count, 0)).toBe(RECORDS)
        },
      },
      {
        does: 'it leaves, and its partition finds another member',
        run: async (kafka) => {
          const group = groupOf(kafka)
          const leaveMs = await kafka.nowMs()
          await group.control('late', 'stop')
          await kafka.advance(2 * BATCH * RECORD_MS)
          expect(sizesOf(await group.shares())).toEqual({ quick: 2, busy: 2 })
          expect(Object.keys(await stopsOf(group, leaveMs))).toHaveLength(stoppedByLeaving)
        },
      },
    ],
  }
}

function sizesOf(shares: Shares): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(shares).map(([name, share]) => [name, share.length]))
}

export const eagerJoin = memberJoins(
  'with the eager protocol all partitions are given up, and those of the quick one stop until the busy one has joined',
  { 'partition.assignment.strategy': 'org.apache.kafka.clients.consumer.RangeAssignor' },
  (stops, { quick = [], busy = [] }) => {
    expect(Object.keys(stops)).toEqual(['0', '1', '2', '3'])
    for (const partition of quick) expect(stops[partition]).toBeGreaterThanOrEqual(BUSY_MS - HEARTBEAT_MS)
    for (const partition of busy) expect(stops[partition]).toBe(0)
  },
  4,
)

export const cooperativeJoin = memberJoins(
  'with the cooperative protocol only the partition that moves stops, until the others have heard of a second rebalance',
  { 'partition.assignment.strategy': 'org.apache.kafka.clients.consumer.CooperativeStickyAssignor' },
  (stops) => {
    expect(Object.keys(stops)).toHaveLength(1)
    for (const stopMs of Object.values(stops)) expect(stopMs).toBeLessThanOrEqual(HEARTBEAT_MS)
  },
  1,
)

export const reconciledJoin = memberJoins(
  'with KIP-848 only the partition that moves stops, until the next heartbeat of the one that gets it',
  { 'group.protocol': 'consumer' },
  (stops) => {
    expect(Object.keys(stops)).toHaveLength(1)
    for (const stopMs of Object.values(stops)) expect(stopMs).toBeLessThanOrEqual(BROKERS_HEARTBEAT_MS)
  },
  1,
)
