// The object on the platform itself: what survives an eviction, what the alarm does, what is left after deletion.
import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { describe, expect, it } from 'vitest'
import { CHECKPOINT_PIECES, DELETE_ROWS_PER_TURN, JOURNAL_SLOTS } from '../schema/limits.ts'
import { apply } from './engine/apply.ts'
import { emptyCluster } from './engine/cluster.ts'
import type { ClusterRecord } from './engine/record.ts'
import { encodeCluster } from './engine/snapshot.ts'
import type { Sandbox } from './sandbox.ts'
import { Journal } from './shell/journal.ts'
import { placeOf } from './shell/place.ts'
import type { SandboxRpc } from './shell/rpc.ts'
import { CALLER, createTopic, makeSandbox, objectOf, OWNER, produce, produceOf, valuesIn } from '../test/support/object.ts'

async function storedBytes(sandbox: SandboxRpc, topic: string): Promise<Uint8Array> {
  const partitions = [{ partition: 0, fetchOffset: 0, partitionMaxBytes: 1_000_000 }]
  const request = { maxBytes: 1_000_000, isolationLevel: 'read_uncommitted', topics: [{ topic, topicId: null, partitions }] } as const
  const answered = await sandbox.kafka(CALLER, { api: 'Fetch', request })
  if (!answered.ok) throw new Error(answered.message)
  return answered.value.response.responses[0]?.partitions[0]?.records ?? new Uint8Array(0)
}

function rowsOf(stub: DurableObjectStub<Sandbox>, table: string): Promise<number> {
  return runInDurableObject(stub, (_, state) => {
    return state.storage.sql.exec<{ count: number }>(`SELECT count(*) AS count FROM ${table}`).one().count
  })
}

describe('an object without a sandbox', () => {
  it('answers that there is none, and stores nothing', async () => {
    const { stub, sandbox } = objectOf('never-made')
    expect(await sandbox.describeSandbox(CALLER)).toMatchObject({ ok: false, reason: 'SANDBOX_NOT_FOUND' })
    expect(await rowsOf(stub, 'sqlite_master')).toBe(0)
  })
})

describe('an evicted object', () => {
  it('comes back with its topics, its offsets and its bytes', async () => {
    const { stub, sandbox } = await makeSandbox()
    await createTopic(sandbox, 't', 2)
    for (let count = 0; count < 5; count++) expect(await produce(sandbox, 't', `before ${count}`)).toBe(count)
    const before = await storedBytes(sandbox, 't')
    await evictDurableObject(stub)
    expect(await storedBytes(sandbox, 't')).toEqual(before)
    expect(await produce(sandbox, 't', 'after')).toBe(5)
    expect(await sandbox.describeSandbox(CALLER)).toMatchObject({ ok: true, value: { name: 'test', brokers: [{ brokerId: 1 }, {}, {}] } })
  })

  it('comes back from a journal that has gone round its ring', async () => {
    const { stub, sandbox } = await makeSandbox()
    await createTopic(sandbox, 't')
    const commits = await rowsOf(stub, 'journal')
    await runInDurableObject(stub, (_, { storage: { sql } }) => {
      // As if those commits had come at the end of the ring, with older ones in the slots that come next.
      const before = JOURNAL_SLOTS - 1 - commits
      sql.exec('UPDATE journal SET slot = slot + ?1, number = number + ?1', before)
      sql.exec('DELETE FROM checkpoints')
      const text = encodeCluster(emptyCluster())
      sql.exec('INSERT INTO checkpoints (place, sequence, time_ms, text) VALUES (?, 0, 0, ?)', before * CHECKPOINT_PIECES, text)
      for (let slot = 0; slot <= before; slot++) {
        sql.exec("INSERT INTO journal (slot, number, first_sequence, records) VALUES (?1, ?1, 0, 'older')", slot)
      }
    })
    await evictDurableObject(stub)
    for (let count = 0; count < 20; count++) expect(await produce(sandbox, 't', String(count))).toBe(count)
    expect(await rowsOf(stub, 'journal')).toBe(JOURNAL_SLOTS)
    await evictDurableObject(stub)
    expect(await produce(sandbox, 't', 'after')).toBe(20)
    expect(await valuesIn(sandbox, 't')).toHaveLength(21)
  })

  it('forgets the oldest of its history when that grows too large, and nothing that it needs', async () => {
    const { stub, sandbox } = await makeSandbox()
    await createTopic(sandbox, 't')
    for (let count = 0; count < 20; count++) await produce(sandbox, 't', String(count))
    const before = await rowsOf(stub, 'journal')
    const [kept, first] = await runInDurableObject(stub, (_, { storage: { sql } }) => {
      const journal = new Journal(sql, { journalBytes: 1_000 })
      journal.checkpoint(journal.load())
      const events = journal.eventsFrom(1, 10_000)
      return [events.length, journal.firstKeptSequence()]
    })
    expect(await rowsOf(stub, 'journal')).toBeLessThan(before)
    expect(kept).toBeGreaterThan(0)
    expect(first).toBeGreaterThan(1)
    await evictDurableObject(stub)
    expect(await produce(sandbox, 't', 'after')).toBe(20)
    expect(await valuesIn(sandbox, 't')).toHaveLength(21)
  })

  it('comes back from a record that is longer than a row, and tells of what came before and after it', async () => {
    const { stub, sandbox } = await makeSandbox()
    await createTopic(sandbox, 't')
    await produce(sandbox, 't', 'before')
    const key = 'k😀'.repeat(500_000)
    const kept: ClusterRecord = { kind: 'idempotencyKey.kept', key, fingerprint: 'f', batches: [] }
    const rows = await rowsOf(stub, 'journal')
    const [sequence, kinds] = await runInDurableObject(stub, (_, { storage: { sql } }) => {
      const journal = new Journal(sql)
      const cluster = journal.load()
      apply(cluster, kept, 1_000)
      journal.append([{ nowMs: 1_000, trigger: { kind: 'creation' }, causes: [0], records: [kept] }], cluster)
      const at = cluster.recordSequence
      return [at, [at - 1, at, at + 1].map((from) => journal.eventsFrom(from, 1)[0]?.record.kind)]
    })
    expect(await rowsOf(stub, 'journal')).toBe(rows + 3)
    expect(kinds).toEqual(['log.changed', 'idempotencyKey.kept', undefined])
    await evictDurableObject(stub)
    expect(await produce(sandbox, 't', 'after')).toBe(1)
    const after = await runInDurableObject(stub, (_, { storage: { sql } }) => {
      const journal = new Journal(sql)
      const { idempotencyKeys } = journal.load()
      return [[...idempotencyKeys.keys()][0] === key, journal.eventsFrom(sequence + 1, 1)[0]?.sequence]
    })
    expect(after).toEqual([true, sequence + 1])
  })

  it('keeps a revoked key revoked', async () => {
    const { stub, sandbox } = await makeSandbox()
    const second = { ...OWNER, keyId: 'second' }
    await sandbox.addKey(CALLER, second)
    expect(await sandbox.describeSandbox({ keyId: 'second' })).toMatchObject({ ok: true })
    expect(await sandbox.revokeKey(CALLER, 'second')).toEqual({ ok: true, value: true })
    await evictDurableObject(stub)
    expect(await sandbox.describeSandbox({ keyId: 'second' })).toMatchObject({ ok: false, reason: 'KEY_REVOKED' })
    expect(await sandbox.revokeKey(CALLER, 'never')).toEqual({ ok: true, value: false })
  })
})

describe('a commit', () => {
  it('stores what arrives together in one journal row', async () => {
    const { stub, sandbox } = await makeSandbox()
    await createTopic(sandbox, 't')
    const before = await rowsOf(stub, 'journal')
    const batchesBefore = await rowsOf(stub, 'batches')
    const answers = await runInDurableObject(stub, (object) => {
      return Promise.all(Array.from({ length: 20 }, (_, index) => object.kafka(CALLER, produceOf('t', String(index)))))
    })
    expect(answers.every(({ ok }) => ok)).toBe(true)
    expect(await rowsOf(stub, 'journal')).toBe(before + 1)
    expect(await rowsOf(stub, 'batches')).toBe(batchesBefore + 20)
  })
})

describe('deletion', () => {
  it('leaves nothing, and every door says so', async () => {
    const { stub, sandbox } = await makeSandbox()
    await createTopic(sandbox, 't')
    await produce(sandbox, 't', 'gone soon')
    expect(await sandbox.deleteSandbox(CALLER)).toEqual({ ok: true, value: null })
    expect(await sandbox.describeSandbox(CALLER)).toMatchObject({ ok: false, reason: 'SANDBOX_NOT_FOUND' })
    expect(await sandbox.kafka(CALLER, produceOf('t', 'x'))).toMatchObject({ ok: false, reason: 'SANDBOX_NOT_FOUND' })
    expect(await rowsOf(stub, 'sqlite_master')).toBe(0)
    expect(await runDurableObjectAlarm(stub)).toBe(false)
  })

  it('of a topic removes its rows in turns', async () => {
    const { stub, sandbox } = await makeSandbox()
    await createTopic(sandbox, 't')
    await produce(sandbox, 't', 'one')
    const first = placeOf(1_000, 0)
    await runInDurableObject(stub, (_, { storage: { sql } }) => {
      // As many rows as a turn removes; their content does not matter to the broom.
      for (let place = first; place < first + DELETE_ROWS_PER_TURN; place++) {
        sql.exec("INSERT INTO batches (place, max_timestamp, bytes) VALUES (?, 0, x'00')", place)
      }
      // From before the kept history, and more than one turn removes.
      sql.exec('INSERT INTO garbage VALUES (?, ?, 0, NULL)', first, first + DELETE_ROWS_PER_TURN)
      sql.exec("INSERT INTO batches (place, max_timestamp, bytes) VALUES (?, 0, x'00')", first + DELETE_ROWS_PER_TURN)
      sql.exec('INSERT INTO garbage VALUES (?, ?, 0, NULL)', first + DELETE_ROWS_PER_TURN, first + DELETE_ROWS_PER_TURN + 1)
    })
    await sandbox.kafka(CALLER, { api: 'DeleteTopics', request: { topicNames: ['t'] } })
    const left = `batches WHERE place >= ${first}`
    expect(await runDurableObjectAlarm(stub)).toBe(true)
    expect(await rowsOf(stub, left)).toBe(1)
    expect(await runDurableObjectAlarm(stub)).toBe(true)
    expect(await rowsOf(stub, left)).toBe(0)
    expect(await rowsOf(stub, 'garbage'), 'the one of the topic stays: the history reaches back to before').toBe(1)
    expect(await runDurableObjectAlarm(stub)).toBe(false)
  })
})

describe('expiry', () => {
  it('ends the sandbox at its time, and PATCH moves that time', async () => {
    const { stub, sandbox } = await makeSandbox({ expiresMs: Date.now() + 3_600_000 })
    expect(await sandbox.updateSandbox(CALLER, { expiresMs: Date.now() - 1 })).toMatchObject({ ok: true })
    expect(await sandbox.describeSandbox(CALLER)).toMatchObject({ ok: false, reason: 'SANDBOX_ARCHIVED' })
    expect(await runDurableObjectAlarm(stub)).toBe(false)
    // A note about where it went: see snapshots.worker.test.ts.
    expect(await rowsOf(stub, 'sqlite_master')).toBe(1)
  })

  it('never comes for a sandbox without one, which sets no alarm', async () => {
    const { stub } = await makeSandbox()
    expect(await runDurableObjectAlarm(stub)).toBe(false)
  })
})

describe('creation', () => {
  it('refuses broker configs that no broker would start with', async () => {
    const { sandbox } = objectOf('bad-configs')
    const spec = {
      sandboxId: 'bad-configs',
      name: 'x',
      brokers: [{ brokerId: 1, rack: null }],
      clock: 'realtime',
      seed: null,
      expiresMs: null,
      keys: [],
    } as const
    const refused = await sandbox.createSandbox({ ...spec, brokerConfigs: [['num.partitions', '0']] })
    expect(refused).toMatchObject({ ok: false, reason: 'INVALID_CONFIG' })
    expect(await sandbox.describeSandbox(CALLER)).toMatchObject({ ok: false, reason: 'SANDBOX_NOT_FOUND' })
  })
})
