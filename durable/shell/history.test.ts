// The past of a cluster is what it was: at every moment that is kept, with the bytes of then, and after going back to it.
import { describe, expect, it } from 'vitest'
import { KeptCluster } from '../../test/support/kept-cluster.ts'
import { batchOf, createTopic, fetchFrom, produce, produceRequest } from '../../test/support/records.ts'
import { decodeCluster, encodeCluster } from '../engine/snapshot.ts'
import { CHECKPOINT_AFTER_COMMITS, JOURNAL_SLOTS } from '../../schema/limits.ts'
import { replayText } from './replay.ts'

/** Elections, a truncation, retention, compaction and a deletion: everything that throws bytes away. */
function livelyCluster(): KeptCluster {
  const kept = new KeptCluster()
  createTopic(kept, 'logs', { 'retention.ms': '60000', 'segment.bytes': '1048576', 'segment.ms': '20000' })
  createTopic(kept, 'state', { 'cleanup.policy': 'compact', 'segment.ms': '10000', 'min.cleanable.dirty.ratio': '0.01' })
  createTopic(kept, 'gone', {}, 3)
  for (let round = 0; round < 6; round++) {
    for (const topic of ['logs', 'state', 'gone']) append(kept, topic, `k${round % 2}`, `${topic} ${round}`)
    if (round % 2 === 0) loseLeader(kept, 'logs')
    kept.advance(15_000)
  }
  kept.request('DeleteTopics', { topicNames: ['gone'] })
  kept.advance(400_000)
  append(kept, 'state', 'k0', 'the last one')
  return kept
}

/** Without waiting for anybody. */
function append(kept: KeptCluster, topic: string, key: string, value: string): void {
  const { responses } = kept.request('Produce', produceRequest(topic, 0, [batchOf([{ key, value }], kept.nowMs)], { acks: 1 }))
  expect(responses[0]?.partitionResponses[0]?.error).toBe('NONE')
}

/** The leader of a topic is cut off from everybody, writes what will be lost, and comes back as a follower. */
function loseLeader(kept: KeptCluster, topic: string): void {
  const leader = kept.cluster.topics.get(topic)?.partitions[0]?.leader ?? -1
  const spec = { kind: 'link', latencyMs: 0, loss: 0, cut: true } as const
  kept.act({ kind: 'startFault', spec: { ...spec, from: leader, to: 'all' }, durationMs: 30_000 })
  kept.act({ kind: 'startFault', spec: { ...spec, from: 'all', to: leader }, durationMs: 30_000 })
  for (let count = 0; count < 3; count++) append(kept, topic, 'k', `lost ${count}`)
  kept.advance(15_000)
  append(kept, topic, 'k', 'kept')
  kept.advance(20_000)
}

function valuesOf(kept: KeptCluster, topic: string): string {
  return Buffer.from(fetchFrom(kept, topic, 0).records).toString('latin1')
}

describe('a moment of the past', () => {
  it('is looked at over everything that throws bytes away', () => {
    const kinds = livelyCluster()
      .journal.eventsFrom(1, 10_000)
      .flatMap(({ record }) => (record.kind === 'log.changed' ? [record.kind, record.change.kind] : [record.kind]))
    expect(kinds).toEqual(
      expect.arrayContaining(['log.truncated', 'segments.removed', 'segments.replaced', 'topic.removed', 'replica.joined']),
    )
  })

  it('is, behind every step, the cluster that was there, with every byte that could be read', () => {
    const kept = livelyCluster()
    expect(kept.steps.length).toBeGreaterThan(40)
    for (const { sequence, timeMs, text, bytes } of kept.steps) {
      const past = kept.journal.history.at(sequence)
      expect(encodeCluster(past.cluster), `behind ${sequence}`).toBe(text)
      expect(kept.bytesOf(past.cluster), `behind ${sequence}`).toBe(bytes)
      expect(past.timeMs).toBe(timeMs)
    }
  })

  it('may lie inside of a step, whose end is where one goes back to', () => {
    const kept = livelyCluster()
    const { history } = kept.journal
    const ends = new Set(kept.steps.map(({ sequence }) => sequence))
    for (let sequence = history.first.sequence; sequence <= kept.cluster.recordSequence; sequence++) {
      expect(history.at(sequence).cluster.recordSequence).toBe(sequence)
      const end = history.stepEnd(sequence)
      expect(end).toBeGreaterThanOrEqual(sequence)
      if (ends.has(sequence)) expect(end).toBe(sequence)
    }
  })
})

describe('the same history replayed on the same engine version', () => {
  it('gives the same bytes', () => {
    const kept = livelyCluster()
    const { history } = kept.journal
    const base = history.base()
    const rows = [...history.rows(base, kept.cluster.recordSequence)]
    expect(replayText(base.text, rows)).toBe(encodeCluster(kept.cluster))
    expect(replayText(base.text, rows)).toBe(replayText(base.text, structuredClone(rows)))
  })

  it('gives the same bytes in another object, with the same moments behind it', () => {
    const kept = livelyCluster()
    const { history } = kept.journal
    const other = new KeptCluster()
    const base = history.base()
    expect(other.journal.replaceWith(base, history.rows(base, kept.cluster.recordSequence))).toBe(encodeCluster(kept.cluster))
    other.reopen()
    expect(encodeCluster(other.cluster)).toBe(encodeCluster(kept.cluster))
    for (const { sequence, text } of kept.steps) expect(encodeCluster(other.journal.history.at(sequence).cluster)).toBe(text)
    const garbage = (one: KeptCluster) => one.storage.count('garbage')
    expect(garbage(other)).toBe(garbage(kept))
  })

  it('is refused when a row is missing', () => {
    const kept = livelyCluster()
    const { history } = kept.journal
    const rows = [...history.rows(history.base(), kept.cluster.recordSequence)].toSpliced(3, 1)
    expect(() => new KeptCluster().journal.replaceWith(history.base(), rows)).toThrow('no gap')
  })
})

describe('going back', () => {
  it('leads to the cluster of then, from which the same inputs at the same times make the same bytes as the first time', () => {
    const kept = new KeptCluster()
    createTopic(kept, 't', { 'segment.ms': '5000', 'retention.ms': '20000' })
    const act = (): void => {
      produce(kept, 't', [{ value: 'one' }])
      kept.node(2, 'kill')
      kept.advance(12_000)
      produce(kept, 't', [{ value: 'two' }])
      kept.node(2, 'start')
      kept.advance(400_000)
      createTopic(kept, 'u', {}, 2)
    }
    const before = kept.now
    act()
    const first = kept.now
    kept.rewindTo(before.sequence)
    expect(kept.now).toEqual(before)
    act()
    expect(kept.now).toEqual(first)
  })

  it('finds the records that retention, compaction and a deletion have thrown away since', () => {
    const kept = livelyCluster()
    const step = kept.steps.find(({ text }) => decodeCluster(text).topics.get('gone')?.partitions[0]?.log.logEndOffset === 1)
    expect(step).toBeDefined()
    kept.rewindTo(step?.sequence ?? 0)
    expect(kept.now).toEqual(step)
    expect(valuesOf(kept, 'gone')).toContain('gone 0')
    expect(valuesOf(kept, 'logs')).toContain('logs 0')
    expect(valuesOf(kept, 'state')).toContain('state 0')
  })

  it('can be done from every step to every earlier one, and life goes on', () => {
    const kept = livelyCluster()
    const steps = kept.steps.toReversed()
    for (const step of steps.filter((_, index) => index % 3 === 0)) {
      kept.rewindTo(step.sequence)
      expect(kept.now).toEqual(step)
    }
    createTopic(kept, 'new')
    produce(kept, 'new', [{ value: 'goes on' }])
    expect(valuesOf(kept, 'new')).toContain('goes on')
    kept.reopen()
    expect(valuesOf(kept, 'new')).toContain('goes on')
  })

  it('removes what was stored later, and nothing that an earlier moment needs', () => {
    const kept = livelyCluster()
    const middle = kept.steps[Math.floor(kept.steps.length / 2)]
    kept.rewindTo(middle?.sequence ?? 0)
    for (const { sequence, text, bytes } of kept.steps.filter((step) => step.sequence <= (middle?.sequence ?? 0))) {
      const { cluster } = kept.journal.history.at(sequence)
      expect(encodeCluster(cluster)).toBe(text)
      expect(kept.bytesOf(cluster)).toBe(bytes)
    }
  })
})

describe('the kept history', () => {
  it('reaches as far back as the ring, over several checkpoints', () => {
    const kept = new KeptCluster()
    kept.remembersSteps = false
    createTopic(kept, 't')
    for (let count = 0; count < JOURNAL_SLOTS + 600; count++) {
      produce(kept, 't', [{ value: String(count) }])
      if (count % 500 === 0) kept.steps.push(kept.now)
    }
    const { moments, first } = kept.journal.history
    expect(moments.length).toBeGreaterThan(JOURNAL_SLOTS / CHECKPOINT_AFTER_COMMITS - 2)
    expect(first.sequence).toBeGreaterThan(1)
    for (const { sequence, text, bytes } of kept.steps.filter((step) => step.sequence >= first.sequence)) {
      const { cluster } = kept.journal.history.at(sequence)
      expect(encodeCluster(cluster)).toBe(text)
      expect(kept.bytesOf(cluster)).toBe(bytes)
    }
    expect(() => kept.journal.history.at(first.sequence - 1)).toThrow('a moment that is kept')
  })

  it('thins its checkpoints out when they weigh too much, and loses no moment by that', () => {
    const kept = new KeptCluster({ checkpointBytes: 60_000 })
    kept.remembersSteps = false
    createTopic(kept, 't', {}, 20)
    const { sequence } = kept.journal.history.first
    for (let count = 0; count < 2_000; count++) produce(kept, 't', [{ value: String(count) }], count % 20)
    const { moments, first } = kept.journal.history
    expect(moments.length).toBeLessThan(5)
    expect(first.sequence).toBe(sequence)
  })

  it('gives up its beginning when the bytes that only the past needs are too many', () => {
    const kept = new KeptCluster({ batchBytes: 10_000 })
    createTopic(kept, 't')
    for (let count = 0; count < 100; count++) produce(kept, 't', [{ value: 'x'.repeat(500) }])
    kept.request('DeleteTopics', { topicNames: ['t'] })
    expect(kept.journal.garbage.hasWork).toBe(true)
    const batches = kept.storage.count('batches')
    for (let turn = 0; turn < 5 && kept.journal.garbage.hasWork; turn++) kept.journal.tidy(kept.cluster)
    expect(kept.journal.garbage.hasWork).toBe(false)
    expect(kept.journal.history.first.sequence).toBe(kept.cluster.recordSequence)
    expect(kept.storage.count('batches')).toBe(batches - 100)
    expect(kept.storage.count('garbage')).toBe(0)
  })

  it('keeps what it may keep without any work being left: an idle object sleeps', () => {
    const kept = livelyCluster()
    while (kept.journal.garbage.hasWork) kept.journal.tidy(kept.cluster)
    expect(kept.storage.count('garbage')).toBeGreaterThan(0)
    expect(kept.journal.garbage.keptBytes).toBeGreaterThan(0)
    kept.reopen()
    expect(kept.journal.garbage.hasWork).toBe(false)
  })
})

describe('going back over checkpoints', () => {
  it('leaves those before the moment, and what can be worked out from them', () => {
    const kept = new KeptCluster()
    kept.remembersSteps = false
    createTopic(kept, 't')
    for (let count = 0; count < 3 * CHECKPOINT_AFTER_COMMITS; count++) {
      produce(kept, 't', [{ value: String(count) }])
      if (count % 40 === 0) kept.steps.push(kept.now)
    }
    const { length } = kept.journal.history.moments
    for (const step of kept.steps.toReversed()) {
      kept.rewindTo(step.sequence)
      expect(kept.now).toEqual(step)
      for (const { sequence, text } of kept.steps.filter((earlier) => earlier.sequence < step.sequence).slice(-3)) {
        expect(encodeCluster(kept.journal.history.at(sequence).cluster)).toBe(text)
      }
    }
    expect(length).toBeGreaterThan(3)
    expect(kept.journal.history.moments).toHaveLength(1)
    createTopic(kept, 't')
    for (let count = 0; count < CHECKPOINT_AFTER_COMMITS; count++) produce(kept, 't', [{ value: String(count) }])
    kept.reopen()
    expect(kept.journal.history.moments).toHaveLength(2)
  })
})
