// Snapshots of a cluster: the same history has the same name, and what is opened again is what it was, at every moment of it.
import { beforeEach, describe, expect, it } from 'vitest'
import { encodeManifest, snapshotHash } from '../../../schema/snapshots/manifest.ts'
import type { Manifest } from '../../../schema/snapshots/manifest.ts'
import { KeptCluster } from '../../../test/support/kept-cluster.ts'
import { KeptSnapshots } from '../../../test/support/kept-snapshots.ts'
import { batchOf, createTopic, produceRequest } from '../../../test/support/records.ts'
import { encodeCluster } from '../../engine/snapshot.ts'
import { findSnapshot } from './read-snapshot.ts'
import { manifestOf } from './snapshot-facts.ts'
import { stageSnapshot } from './stage-snapshot.ts'
import { Viewer } from './viewer.ts'

let snapshots: KeptSnapshots
beforeEach(() => {
  snapshots = new KeptSnapshots()
})

function append(kept: KeptCluster, topic: string, value: string): void {
  const { responses } = kept.request('Produce', produceRequest(topic, 0, [batchOf([{ key: 'k', value }], kept.nowMs)], { acks: 1 }))
  expect(responses[0]?.partitionResponses[0]?.error).toBe('NONE')
}

/** A topic that loses what is old, one that is deleted, and a broker that dies. */
function livedCluster(rounds = 4): KeptCluster {
  const kept = new KeptCluster()
  createTopic(kept, 'logs', { 'retention.ms': '30000', 'segment.ms': '10000' }, 3)
  createTopic(kept, 'gone')
  for (let round = 0; round < rounds; round++) {
    append(kept, 'logs', `round ${round}`)
    append(kept, 'gone', `round ${round}`)
    kept.advance(15_000)
  }
  kept.node(1, 'kill')
  kept.request('DeleteTopics', { topicNames: ['gone'] })
  kept.advance(400_000)
  append(kept, 'logs', 'the last one')
  return kept
}

describe('taking', () => {
  it('gives the same history the same name, whoever takes it and whenever', async () => {
    const kept = livedCluster()
    const first = await snapshots.take(kept)
    const again = await snapshots.take(kept, undefined, 2)
    const elsewhere = await new KeptSnapshots().take(livedCluster(), undefined, 3)
    expect([again.hash, elsewhere.hash]).toEqual([first.hash, first.hash])
    expect(snapshots.count('snapshots')).toBe(1)
    expect((await snapshots.take(livedCluster(5))).hash).not.toBe(first.hash)
  })

  it('gives a moment of the past the name that it had then', async () => {
    const kept = livedCluster()
    const moment = kept.cluster.recordSequence
    const then = await snapshots.take(kept)
    append(kept, 'logs', 'later')
    kept.advance(60_000)
    append(kept, 'logs', 'later still')
    expect((await snapshots.take(kept, moment)).hash).toBe(then.hash)
  })

  it('writes only what is new', async () => {
    const kept = livedCluster()
    // Larger than a piece, so that each is one.
    for (let count = 0; count < 12; count++) append(kept, 'logs', `${count}`.repeat(700_000 / `${count}`.length))
    await snapshots.take(kept)
    const before = snapshots.count('snapshot_pieces')
    append(kept, 'logs', 'one more')
    await snapshots.take(kept)
    expect(before).toBeGreaterThan(12)
    // The end of the journal, the state, and the batch.
    expect(snapshots.count('snapshot_pieces') - before).toBeLessThanOrEqual(3)
  })

  it('leaves nothing that could be found when D1 fails in the middle, and succeeds the next time', async () => {
    const kept = livedCluster()
    for (let count = 0; count < 5; count++) append(kept, 'logs', 'x'.repeat(900_000))
    const { d1 } = snapshots
    const batch = d1.batch.bind(d1)
    let calls = 0
    d1.batch = (statements) => {
      // The first two are the migrations.
      if (++calls > 3) throw new Error('D1 is down.')
      return batch(statements)
    }
    await expect(snapshots.take(kept)).rejects.toThrow('D1 is down.')
    expect([snapshots.count('snapshots'), snapshots.count('snapshot_pieces') > 0]).toEqual([0, true])
    d1.batch = batch
    const { hash } = await snapshots.take(kept)
    expect(encodeCluster((await snapshots.open(hash)).cluster)).toBe(encodeCluster(kept.cluster))
  })
})

describe('opening', () => {
  it('the same history replayed on the same engine version gives the same bytes, at every moment of it', async () => {
    const kept = livedCluster()
    const { hash } = await snapshots.take(kept)
    const opened = await snapshots.open(hash)
    const steps = kept.steps.filter(({ sequence }) => sequence >= kept.journal.history.first.sequence)
    expect(steps.length).toBeGreaterThan(10)
    for (const { sequence, timeMs, text, bytes } of steps) {
      const past = opened.journal.history.at(sequence)
      expect(encodeCluster(past.cluster), `behind ${sequence}`).toBe(text)
      expect(opened.bytesOf(past.cluster), `behind ${sequence}`).toBe(bytes)
      expect(past.timeMs).toBe(timeMs)
    }
    expect(encodeCluster(opened.cluster)).toBe(encodeCluster(kept.cluster))
    expect((await snapshots.take(opened)).hash).toBe(hash)
  })

  it('gives a cluster that goes on as the first one does', async () => {
    const kept = livedCluster()
    const opened = await snapshots.open((await snapshots.take(kept)).hash)
    opened.nowMs = kept.nowMs
    for (const cluster of [kept, opened]) {
      append(cluster, 'logs', 'after')
      cluster.node(1, 'start')
      cluster.advance(60_000)
    }
    expect(opened.now).toEqual(kept.now)
  })
})

/** The snapshot under another manifest, as whoever writes a file by hand makes it. */
async function forged(hash: string, change: (manifest: Manifest) => Partial<Manifest>): Promise<string> {
  const { manifest } = await findSnapshot(snapshots.store, hash)
  const bytes = encodeManifest({ ...manifest, ...change(manifest) })
  const forgedHash = await snapshotHash(bytes)
  const label = { sandboxId: null, title: 'forged', origin: 'import', takenMs: 1 } as const
  await snapshots.store.add({ ...label, hash: forgedHash, manifest: new TextDecoder().decode(bytes) })
  return forgedHash
}

describe('a snapshot that is not what it should be', () => {
  it('is refused when a piece is missing or another one', async () => {
    const { hash, manifest } = await snapshots.take(livedCluster())
    const [piece] = manifestOf(manifest).pieces
    snapshots.d1.rows(`UPDATE snapshot_pieces SET packed = x'00' WHERE hash = '${piece?.hash}'`)
    await expect(snapshots.open(hash)).rejects.toThrow('missing or damaged')
    snapshots.d1.rows('DELETE FROM snapshot_pieces')
    await expect(snapshots.open(hash)).rejects.toThrow('missing or damaged')
  })

  it('is refused when its journal does not lead to its state', async () => {
    const { hash } = await snapshots.take(livedCluster())
    const withoutJournal = await forged(hash, ({ pieces }) => ({ pieces: pieces.filter(({ kind }) => kind !== 'journal') }))
    await expect(snapshots.open(withoutJournal)).rejects.toThrow('does not lead to its state')
    const withoutState = await forged(hash, ({ pieces }) => ({ pieces: pieces.filter(({ kind }) => kind !== 'state') }))
    await expect(snapshots.open(withoutState)).rejects.toThrow('does not lead to its state')
  })

  it('is refused when its state is no state at all', async () => {
    const { hash } = await snapshots.take(livedCluster())
    const batchesAsTexts = await forged(hash, ({ pieces }) => {
      const batches = pieces.find(({ kind }) => kind === 'batches')
      return batches === undefined
        ? {}
        : {
            pieces: [
              { ...batches, kind: 'base' },
              { ...batches, kind: 'state' },
            ],
          }
    })
    await expect(snapshots.open(batchesAsTexts)).rejects.toThrow(/cannot be read|no UTF-8/)
  })

  it('leaves what the object holds as it is', async () => {
    const { hash } = await snapshots.take(livedCluster())
    const broken = await forged(hash, ({ pieces }) => ({ pieces: pieces.filter(({ kind }) => kind !== 'journal') }))
    const kept = livedCluster(1)
    const before = kept.now
    const staging = stageSnapshot(kept.storage.storage.sql, snapshots.store, (await findSnapshot(snapshots.store, broken)).manifest)
    await expect(staging).rejects.toThrow('does not lead')
    kept.reopen()
    expect(kept.now).toEqual(before)
  })
})

describe('a snapshot of another engine', () => {
  it('is opened without its history as long as its state can be read', async () => {
    const kept = livedCluster()
    const other = await forged((await snapshots.take(kept)).hash, () => ({ engineVersion: 99 }))
    const opened = await snapshots.open(other)
    expect(encodeCluster(opened.cluster)).toBe(encodeCluster(kept.cluster))
    expect(opened.bytesOf(opened.cluster)).toBe(kept.now.bytes)
    expect(opened.journal.history.first.sequence).toBe(kept.cluster.recordSequence)
  })

  it('is refused when it cannot', async () => {
    const other = await forged((await snapshots.take(livedCluster())).hash, () => ({ engineVersion: 99, snapshotVersion: 99 }))
    await expect(snapshots.open(other)).rejects.toMatchObject({ reason: 'ENGINE_VERSION_MISMATCH' })
  })
})

describe('a viewer', () => {
  it('shows what was there, and changes nothing', async () => {
    const kept = livedCluster()
    const { hash } = await snapshots.take(kept)
    const opened = await snapshots.open(hash)
    const { storage } = opened.storage
    for (const table of ['batches', 'journal', 'checkpoints', 'garbage']) storage.sql.exec(`DROP TABLE ${table}`)
    const staged = await stageSnapshot(storage.sql, snapshots.store, (await findSnapshot(snapshots.store, hash)).manifest)
    const viewer = Viewer.adopt(storage, hash, staged)
    const before = opened.storage.count('batches')
    const state = viewer.state()
    const partitions = [
      { partition: 0, fetchOffset: kept.cluster.topics.get('logs')?.partitions[0]?.log.logStartOffset ?? 0, partitionMaxBytes: 1_000_000 },
    ]
    const request = {
      maxBytes: 1_000_000,
      isolationLevel: 'read_uncommitted',
      topics: [{ topic: 'logs', topicId: null, partitions }],
    } as const
    const read = viewer.kafka({ api: 'Fetch', request }, null).response.responses[0]?.partitions[0]?.records ?? new Uint8Array(0)
    expect(Buffer.from(read).toString('latin1')).toContain('the last one')
    expect(viewer.stateAt(1_000_000)).toMatchObject({ isKept: false, lastSequence: kept.cluster.recordSequence })
    expect(viewer.events(1, 1_000).nextSequence).toBe(kept.cluster.recordSequence + 1)
    expect(() => viewer.kafka({ api: 'DeleteTopics', request: { topicNames: ['logs'] } }, null)).toThrow('only looked at')
    expect([viewer.state(), Viewer.open(storage.sql)?.state(), opened.storage.count('batches')]).toEqual([state, state, before])
  })
})
