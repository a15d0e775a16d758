// What holds for the engine as a whole, over random sequences of requests.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MemoryCluster } from '../../test/support/memory-store.ts'
import { batchOf, createTopic, fetchFrom, produce, produceRequest } from '../../test/support/records.ts'
import { LATEST_TIMESTAMP, MAX_TIMESTAMP } from '../../schema/kafka/requests/list-offsets.ts'
import { decodeRecords } from '../../schema/kafka/record-cursor.ts'
import { splitBatches } from '../../schema/kafka/record-batch.ts'
import { apply } from './apply.ts'
import { emptyCluster } from './cluster.ts'
import { decideRequest } from './decide.ts'
import { nextWakeMs } from './deadlines.ts'
import type { JournalEntry } from './event.ts'
import { decodeCluster, encodeCluster } from './snapshot.ts'

type Command =
  | { readonly kind: 'create'; readonly topic: string; readonly partitions: number }
  | { readonly kind: 'delete'; readonly topic: string }
  | { readonly kind: 'produce'; readonly topic: string; readonly partition: number; readonly times: readonly number[] }
  | { readonly kind: 'alter'; readonly topic: string; readonly value: string | null }
  | { readonly kind: 'wait'; readonly ms: number }

const topic = fc.constantFrom('a', 'b')
const command: fc.Arbitrary<Command> = fc.oneof(
  fc.record({ kind: fc.constant('create' as const), topic, partitions: fc.integer({ min: 1, max: 3 }) }),
  fc.record({ kind: fc.constant('delete' as const), topic }),
  fc.record({
    kind: fc.constant('produce' as const),
    topic,
    partition: fc.nat({ max: 2 }),
    times: fc.array(fc.nat({ max: 5_000 }), { minLength: 1, maxLength: 4 }),
  }),
  fc.record({ kind: fc.constant('alter' as const), topic, value: fc.constantFrom('120', '300', null) }),
  fc.record({ kind: fc.constant('wait' as const), ms: fc.nat({ max: 10_000 }) }),
)

function run(cluster: MemoryCluster, commands: readonly Command[]): void {
  for (const one of commands) {
    if (one.kind === 'wait') cluster.nowMs += one.ms
    else if (one.kind === 'create') {
      const created = { name: one.topic, numPartitions: one.partitions, replicationFactor: 2, assignments: [], configs: [] }
      cluster.request('CreateTopics', { topics: [created], validateOnly: false })
    } else if (one.kind === 'delete') cluster.request('DeleteTopics', { topicNames: [one.topic] })
    else if (one.kind === 'produce')
      produce(
        cluster,
        one.topic,
        one.times.map((ms) => ({ timestampMs: cluster.nowMs - ms })),
        one.partition,
      )
    else {
      const configOperation = one.value === null ? 'DELETE' : 'SET'
      const configs = [{ name: 'internal.segment.bytes', configOperation, value: one.value } as const]
      cluster.request('IncrementalAlterConfigs', {
        resources: [{ resourceType: 'TOPIC', resourceName: one.topic, configs }],
        validateOnly: false,
      })
    }
  }
}

function replayed(entries: readonly JournalEntry[]): ReturnType<typeof emptyCluster> {
  const cluster = emptyCluster()
  for (const { records, nowMs } of JSON.parse(JSON.stringify(entries)) as JournalEntry[]) {
    for (const record of records) apply(cluster, record, nowMs)
  }
  return cluster
}

const commands = fc.array(command, { maxLength: 40 })

describe('the engine', () => {
  it('[STP1] changes nothing by deciding', () => {
    const cluster = new MemoryCluster()
    createTopic(cluster, 't', {}, 2)
    const before = encodeCluster(cluster.cluster)
    const input = () =>
      ({
        kind: 'request',
        nowMs: cluster.nowMs,
        requestId: 1,
        brokerId: null,
        api: 'Produce',
        request: produceRequest('t', 0, [batchOf([{}], 5)]),
      }) as const
    const first = decideRequest(cluster.cluster, input(), cluster.store)
    expect(decideRequest(cluster.cluster, input(), cluster.store)).toEqual(first)
    expect(encodeCluster(cluster.cluster)).toBe(before)
  })

  it('[STP2] comes back from its records and from a snapshot', () => {
    fc.assert(
      fc.property(commands, (given) => {
        const cluster = new MemoryCluster()
        run(cluster, given)
        expect(replayed(cluster.entries)).toEqual(cluster.cluster)
        expect(decodeCluster(encodeCluster(cluster.cluster))).toEqual(cluster.cluster)
      }),
    )
  })

  it('[STP3] does the same with the same seed', () => {
    fc.assert(
      fc.property(commands, fc.nat(), (given, seed) => {
        const [one, other] = [new MemoryCluster({ seed }), new MemoryCluster({ seed })]
        run(one, given)
        run(other, given)
        expect(JSON.stringify(other.entries)).toBe(JSON.stringify(one.entries))
        expect(other.store).toEqual(one.store)
      }),
    )
  })

  it('[STP4] counts its records, and events name the one that caused them', () => {
    const cluster = new MemoryCluster()
    createTopic(cluster, 't')
    produce(cluster, 't', [{}])
    expect(cluster.cluster.recordSequence).toBe(cluster.records.length)
    const { events } = cluster
    const moved = events.findLast(({ record }) => record.kind === 'log.changed' && record.change.kind === 'highWatermark.moved')
    const cause = events.find(({ sequence }) => sequence === moved?.causedBy)
    expect(cause?.record).toMatchObject({ kind: 'replica.fetched', logEndOffset: 1, highWatermark: 0 })
    expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, index) => index + 1))
  })

  it('[LOG1] [LOG6] [LOG7] reads back every record in order, whatever the segments, and finds it by its time', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.nat({ max: 5_000 }), { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 20 }),
        fc.nat({ max: 6_000 }),
        (batches, target) => {
          const cluster = new MemoryCluster()
          createTopic(cluster, 't', { 'internal.segment.bytes': '200' })
          const times = batches.flat()
          for (const batch of batches)
            produce(
              cluster,
              't',
              batch.map((timestampMs) => ({ timestampMs })),
            )
          expect(readTimes(cluster)).toEqual(times)
          const expected = times.findIndex((timestampMs) => timestampMs >= target)
          expect(listOffset(cluster, target)).toMatchObject({ offset: expected, timestamp: expected < 0 ? -1 : times[expected] })
          const latest = Math.max(...times)
          expect(listOffset(cluster, MAX_TIMESTAMP)).toMatchObject({ offset: times.indexOf(latest), timestamp: latest })
        },
      ),
    )
  })

  it('[LOF1] answers the high watermark for latest', () => {
    const cluster = new MemoryCluster()
    createTopic(cluster, 't')
    expect(listOffset(cluster, LATEST_TIMESTAMP)).toMatchObject({ error: 'NONE', offset: 0, timestamp: -1 })
    produce(cluster, 't', [{}, {}])
    expect(listOffset(cluster, LATEST_TIMESTAMP)).toMatchObject({ offset: 2, timestamp: -1, leaderEpoch: 0 })
    expect(listOffset(cluster, -7).error).toBe('UNSUPPORTED_VERSION')
  })

  it('never wakes a healthy idle cluster', () => {
    expect(nextWakeMs(new MemoryCluster().cluster)).toBeNull()
  })
})

function readTimes(cluster: MemoryCluster): number[] {
  const times: number[] = []
  for (let offset = 0; ;) {
    const { records, highWatermark } = fetchFrom(cluster, 't', offset, 300)
    if (offset === highWatermark) return times
    const split = splitBatches(records)
    if (!split.ok) throw new Error(split.message)
    for (const batch of split.batches) {
      const decoded = decodeRecords(batch, 1_000_000)
      if (!decoded.ok) throw new Error(decoded.message)
      const fresh = decoded.records.filter((record) => record.offset >= offset)
      times.push(...fresh.map(({ timestamp }) => timestamp))
      offset = (fresh.at(-1)?.offset ?? offset) + 1
    }
  }
}

function listOffset(cluster: MemoryCluster, timestamp: number) {
  const topics = [{ name: 't', partitions: [{ partitionIndex: 0, timestamp }] }]
  const [answer] = cluster.request('ListOffsets', { isolationLevel: 'read_uncommitted', topics }).topics[0]?.partitions ?? []
  if (answer === undefined) throw new Error('every partition is answered')
  return answer
}
