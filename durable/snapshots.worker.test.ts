// Snapshots on the platform itself: what a sandbox leaves behind when its time is over, and what the object of a snapshot keeps.
import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { describe, expect, it } from 'vitest'
import { SNAPSHOT_VIEW_MS } from '../schema/snapshot-limits.ts'
import { CALLER, createTopic, makeSandbox, objectOf, produce, valuesIn } from '../test/support/object.ts'
import type { Opened } from '../test/support/object.ts'
import type { Sandbox, SandboxEnv } from './sandbox.ts'

const NOW = { title: null, atSequence: null, origin: 'taken' } as const

function tablesOf(stub: DurableObjectStub<Sandbox>): Promise<string[]> {
  return runInDurableObject(stub, (_, { storage }) =>
    storage.sql
      .exec<{ name: string }>("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_cf%' ESCAPE '\\' ORDER BY name")
      .toArray()
      .map(({ name }) => name),
  )
}

async function lived(): Promise<Opened> {
  const opened = await makeSandbox()
  await createTopic(opened.sandbox, 't')
  await produce(opened.sandbox, 't', 'one')
  return opened
}

async function taken({ sandbox }: Opened): Promise<string> {
  const outcome = await sandbox.takeSnapshot(CALLER, NOW)
  if (!outcome.ok || !outcome.value.isKept) throw new Error('No snapshot.')
  return outcome.value.value.hash
}

/** What the sandbox says while the database of D1 takes nothing. */
function describedWithoutD1(stub: DurableObjectStub<Sandbox>): Promise<Awaited<ReturnType<Sandbox['describeSandbox']>>> {
  return runInDurableObject(stub, async (object) => {
    const { DB } = (object as unknown as { readonly env: SandboxEnv }).env
    const { batch } = DB
    DB.batch = () => Promise.reject(new Error('D1 is down.'))
    try {
      return await object.describeSandbox(CALLER)
    } finally {
      DB.batch = batch
    }
  })
}

describe('a sandbox whose time is over', () => {
  it('is archived as a snapshot, and every door says where it went', async () => {
    const { stub, sandbox } = await lived()
    await sandbox.updateSandbox(CALLER, { expiresMs: Date.now() - 1 })
    const gone = {
      ok: false,
      reason: 'SANDBOX_ARCHIVED',
      snapshotHash: expect.stringMatching(/^[\w-]{43}$/),
      archivedMs: expect.any(Number),
    }
    const described = await sandbox.describeSandbox(CALLER)
    expect(described).toMatchObject(gone)
    expect(await sandbox.state(CALLER)).toEqual(described)
    await evictDurableObject(stub)
    expect(await sandbox.describeSandbox(CALLER)).toEqual(described)
    expect(await tablesOf(stub)).toEqual(['archived'])
    expect(await runDurableObjectAlarm(stub)).toBe(false)
    const hash = 'snapshotHash' in described ? described.snapshotHash : ''
    const fork = await makeSandbox({ fromSnapshot: hash })
    expect(await valuesIn(fork.sandbox, 't')).toEqual(['one'])
    expect(await objectOf(`snapshot:${hash}`).sandbox.describeSnapshot(hash)).toMatchObject({
      value: { facts: { origin: 'archive', title: 'test' } },
    })
  })

  it('stays as long as it cannot be archived, and is archived later', async () => {
    const { stub, sandbox } = await lived()
    await sandbox.updateSandbox(CALLER, { expiresMs: Date.now() - 1 })
    expect(await describedWithoutD1(stub)).toMatchObject({ ok: false, reason: 'SANDBOX_NOT_FOUND' })
    expect(await tablesOf(stub)).toContain('journal')
    expect(await runInDurableObject(stub, (_, { storage }) => storage.getAlarm())).toBeGreaterThan(Date.now())
    // The next attempt comes with an object that knows nothing of the last one.
    await evictDurableObject(stub)
    expect(await sandbox.describeSandbox(CALLER)).toMatchObject({ ok: false, reason: 'SANDBOX_ARCHIVED' })
  })

  it('leaves nothing when somebody deletes it', async () => {
    const { stub, sandbox } = await lived()
    await sandbox.deleteSandbox(CALLER)
    expect(await tablesOf(stub)).toEqual([])
  })
})

describe('the object of a snapshot', () => {
  it('stores nothing of one that does not exist', async () => {
    const hash = 'A'.repeat(43)
    const { stub, sandbox } = objectOf(`snapshot:${hash}`)
    expect(await sandbox.state({ keyId: '', snapshotHash: hash })).toMatchObject({ ok: false, reason: 'SNAPSHOT_NOT_FOUND' })
    expect(await tablesOf(stub)).toEqual([])
    expect(await runDurableObjectAlarm(stub)).toBe(false)
  })

  it('has no sandbox, whatever is asked of it', async () => {
    const hash = await taken(await lived())
    const { stub, sandbox } = objectOf(`snapshot:${hash}`)
    const looker = { keyId: '', snapshotHash: hash }
    expect(await sandbox.state(looker)).toMatchObject({ ok: true })
    for (const answer of [
      await sandbox.reset(looker),
      await sandbox.deleteSandbox(looker),
      await sandbox.changeClock(looker, { advanceMs: 1 }),
    ]) {
      expect(answer).toMatchObject({ ok: false, reason: 'SANDBOX_NOT_FOUND' })
    }
    await evictDurableObject(stub)
    expect(await valuesInSnapshot(hash)).toContain('one')
  })

  it('rings only to forget it, some time after the last look', async () => {
    const hash = await taken(await lived())
    const { stub, sandbox } = objectOf(`snapshot:${hash}`)
    await sandbox.state({ keyId: '', snapshotHash: hash })
    const alarmMs = await runInDurableObject(stub, (_, { storage }) => storage.getAlarm())
    expect(alarmMs).toBeGreaterThan(Date.now() + SNAPSHOT_VIEW_MS / 2)
    // Somebody looked just now, so it rings once more; after an eviction nobody did.
    expect(await runDurableObjectAlarm(stub)).toBe(true)
    expect(await tablesOf(stub)).toContain('viewed')
    await evictDurableObject(stub)
    expect(await runDurableObjectAlarm(stub)).toBe(true)
    expect(await tablesOf(stub)).toEqual([])
    expect(await sandbox.state({ keyId: '', snapshotHash: hash })).toMatchObject({ ok: true })
  })
})

async function valuesInSnapshot(hash: string): Promise<string> {
  const partitions = [{ partition: 0, fetchOffset: 0, partitionMaxBytes: 1_000_000 }]
  const request = { maxBytes: 1_000_000, isolationLevel: 'read_uncommitted', topics: [{ topic: 't', topicId: null, partitions }] } as const
  const answered = await objectOf(`snapshot:${hash}`).sandbox.kafka({ keyId: '', snapshotHash: hash }, { api: 'Fetch', request })
  if (!answered.ok) throw new Error(answered.message)
  return new TextDecoder('latin1').decode(answered.value.response.responses[0]?.partitions[0]?.records)
}
