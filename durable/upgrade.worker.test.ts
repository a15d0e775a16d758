// Storage as the first version of the object left it opens, reads as it was, and is written anew.
import { evictDurableObject, runInDurableObject } from 'cloudflare:test'
import { expect, it } from 'vitest'
import { placeOf } from './shell/place.ts'
import { CALLER, objectOf, produce, valuesIn } from '../test/support/object.ts'
import type { Opened } from '../test/support/object.ts'
import { OLD_BATCHES, OLD_CHECKPOINT, OLD_ROWS, OLD_STATEMENTS } from '../test/support/old-storage.ts'

/** In extent 7, of a topic that was deleted. */
const GARBAGE_PLACE = placeOf(7, 1)

async function oldSandbox(name: string, withCheckpoint: boolean): Promise<Opened> {
  const opened = objectOf(name)
  await runInDurableObject(opened.stub, (_, { storage: { sql } }) => {
    for (const statement of OLD_STATEMENTS) sql.exec(statement)
    for (const [index, records] of OLD_ROWS.entries()) {
      sql.exec('INSERT INTO journal (slot, number, records) VALUES (?, ?, ?)', index + 1, index + 1, records)
    }
    if (withCheckpoint) sql.exec('INSERT INTO checkpoint (piece, number, text) VALUES (0, 3, ?)', OLD_CHECKPOINT)
    for (const [place, maxTimestamp, hex] of OLD_BATCHES) {
      sql.exec('INSERT INTO batches (place, max_timestamp, bytes) VALUES (?, ?, unhex(?))', place, maxTimestamp, hex)
    }
    sql.exec("INSERT INTO batches (place, max_timestamp, bytes) VALUES (?, 0, x'00')", GARBAGE_PLACE)
    // What a step that failed could leave: nobody acknowledged it, and the next batch is to stand in its place.
    sql.exec(
      'INSERT INTO batches SELECT place + 1, max_timestamp, bytes FROM batches WHERE place < ? ORDER BY place DESC LIMIT 1',
      GARBAGE_PLACE,
    )
    sql.exec('INSERT INTO garbage (extent_id, until_place) VALUES (7, ?)', GARBAGE_PLACE + 2)
  })
  await evictDurableObject(opened.stub)
  return opened
}

it.each([true, false])('opens storage of the first version (with a checkpoint: %s), and once more', async (withCheckpoint) => {
  const opened = await oldSandbox(`old-${withCheckpoint}`, withCheckpoint)
  const { stub, sandbox } = opened
  expect(await valuesIn(sandbox, 't')).toEqual(['one', 'two', 'three'])
  const recordSequence = OLD_ROWS.flatMap((row) => JSON.parse(row) as unknown[]).length
  expect(await sandbox.events(CALLER, 1, 10)).toMatchObject({ ok: true, value: { events: [], firstKeptSequence: recordSequence + 1 } })
  expect(await produce(sandbox, 't', 'four')).toBe(3)
  await evictDurableObject(stub)
  expect(await valuesIn(sandbox, 't')).toEqual(['one', 'two', 'three', 'four'])
  const state = await sandbox.state(CALLER)
  if (!state.ok) throw new Error(state.message)
  const [partition] = state.value.topics[0]?.partitions ?? []
  expect(partition).toMatchObject({ isr: [3, 1, 2], leader: 3, isUnderReplicated: false })
  expect(partition?.logs.map(({ logEndOffset, highWatermark }) => [logEndOffset, highWatermark])).toEqual([
    [4, 4],
    [4, 4],
    [4, 4],
  ])
  const version = await runInDurableObject(stub, (_, { storage: { sql } }) => {
    return (JSON.parse(sql.exec<{ text: string }>('SELECT text FROM checkpoints').one().text) as { version: number }).version
  })
  expect(version).toBe(2)
  // What was garbage then is removed now: the alarm is set for it as soon as the object is loaded.
  const isLeft = () =>
    runInDurableObject(stub, (_, { storage: { sql } }) => sql.exec('SELECT 1 FROM batches WHERE place = ?', GARBAGE_PLACE).toArray().length)
  await expect.poll(isLeft).toBe(0)
})
