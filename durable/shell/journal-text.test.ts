// What the journal stores comes back as it was, short forms and all.
import { describe, expect, it } from 'vitest'
import { MemoryCluster } from '../../test/support/memory-store.ts'
import { createAssigned, send } from '../../test/support/replicas.ts'
import type { JournalEntry } from '../engine/event.ts'
import type { CommittedOffset } from '../engine/group/group-offsets.ts'
import { createTopic } from '../../test/support/records.ts'
import { TransactionalProducer } from '../../test/support/transactional-producer.ts'
import { decodeEntries, encodeEntries } from './journal-text.ts'

function busyCluster(): MemoryCluster {
  const cluster = new MemoryCluster()
  createAssigned(
    cluster,
    't',
    [
      [1, 2, 3],
      [2, 3, 1],
    ],
    { 'index.interval.bytes': '1', 'internal.segment.bytes': '200' },
  )
  for (let value = 0; value < 10; value++) send(cluster, String(value))
  cluster.node(1, 'pause')
  send(cluster, 'held', { acks: 1, brokerId: 1 })
  cluster.advance(9_000)
  send(cluster, 'next')
  cluster.node(1, 'resume')
  cluster.node(2, 'crash')
  cluster.advance(600_000)
  cluster.node(2, 'start')
  return cluster
}

/** As idempotent producers append, who are in no transaction. */
function withoutTransaction(entry: JournalEntry): JournalEntry {
  return JSON.parse(JSON.stringify(entry), (name, value: unknown) => (name === 'isTransactional' ? undefined : value)) as JournalEntry
}

describe('the text of the journal', () => {
  it('gives back every entry of a busy cluster', () => {
    const { entries } = busyCluster()
    expect(decodeEntries(encodeEntries(entries))).toEqual(JSON.parse(JSON.stringify(entries)))
  })

  it('gives back batches of producers, in short, and the markers of their transactions', () => {
    const cluster = new MemoryCluster()
    createTopic(cluster, 't')
    const producer = new TransactionalProducer(cluster)
    producer.init()
    producer.produce(['a'])
    const produced = cluster.entries.slice(-1)
    producer.end(true)
    expect(encodeEntries(produced)).not.toContain('batch.appended')
    for (const entries of [produced, cluster.entries.map(withoutTransaction), cluster.entries]) {
      expect(decodeEntries(encodeEntries(entries))).toEqual(JSON.parse(JSON.stringify(entries)))
    }
  })

  it('is short where a produce on a healthy cluster is written', () => {
    const cluster = new MemoryCluster()
    createAssigned(cluster, 't', [[1, 2, 3]])
    for (const value of ['a', 'b']) send(cluster, value)
    const entry = cluster.entries.slice(-1)
    expect(entry[0]?.records).toHaveLength(4)
    expect(encodeEntries(entry).length * 3).toBeLessThan(JSON.stringify(entry).length)
  })

  it('gives back offsets that were committed together, in short, and others as they are', () => {
    const offset = { topic: 't', partitionIndex: 0, offset: 5, leaderEpoch: -1, metadata: '', commitTimestampMs: 900, recordOffset: 7 }
    const known = { ...offset, topic: 'u', leaderEpoch: 3, metadata: 'm', recordOffset: 9 }
    const together = [offset, { ...offset, partitionIndex: 1, offset: 2 ** 40, recordOffset: 8 }, known]
    const { recordOffset: _recordOffset, ...early } = offset
    const apart = [
      [],
      [early],
      [{ ...offset, expireTimestampMs: 950 }],
      [offset, { ...known, commitTimestampMs: 901, recordOffset: 8 }],
      [offset, known],
    ]
    const place = { kind: 'offsets.appended', topic: '__consumer_offsets', partitionIndex: 3, brokerId: 1, coordinatorEpoch: 2 } as const
    const entryOf = (offsets: readonly CommittedOffset[], producerId: number | null): JournalEntry => {
      const record = { ...place, groupId: 'g', producerId, offsets }
      return { nowMs: 1_000, trigger: { kind: 'timer' }, causes: [0, 0], records: [record, record] }
    }
    const short = [entryOf(together, null), entryOf(together, 4_000)]
    expect(encodeEntries(short)).not.toContain('offsets.appended')
    expect(decodeEntries(encodeEntries(short))).toEqual(short)
    const whole = apart.map((offsets) => entryOf(offsets, null))
    expect(decodeEntries(encodeEntries(whole))).toEqual(whole)
  })

  it('reads entries that were stored as objects', () => {
    const entries: JournalEntry[] = [
      { nowMs: 5, trigger: { kind: 'timer' }, causes: [0], records: [{ kind: 'extentId.moved', nextExtentId: 3 }] },
    ]
    expect(decodeEntries(JSON.stringify(entries))).toEqual(entries)
  })
})
