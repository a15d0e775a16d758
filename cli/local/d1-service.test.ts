// The local stand-in for D1, used as the Worker uses it: drizzle, over workerd's own D1 binding, on plain workerd.

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { temporaryDirectory } from '../../test/support/server.ts'
import { buildBundles } from '../build.ts'
import { readWranglerSettings } from '../wrangler-settings.ts'
import { D1_SERVICE_FILE, SECRET_VARIABLE, WORKER_FILE, workerdConfig } from './workerd-config.ts'
import { startWorkerd, type Workerd } from './workerd-process.ts'

let workerd: Workerd
let origin: string

async function serveProbe(): Promise<void> {
  const directory = temporaryDirectory()
  const objectsDirectory = join(directory, 'objects')
  const d1Directory = join(directory, 'd1')
  for (const path of [objectsDirectory, d1Directory]) mkdirSync(path)
  const bundles = await buildBundles(join(import.meta.dirname, '../../test/support/d1-probe.ts'))
  if ('error' in bundles) throw new Error(bundles.error)
  writeFileSync(join(directory, WORKER_FILE), bundles.worker)
  writeFileSync(join(directory, D1_SERVICE_FILE), bundles.d1Service)
  const { compatibilityDate } = readWranglerSettings()
  const configFile = join(directory, 'workerd.capnp')
  writeFileSync(configFile, workerdConfig({ host: '127.0.0.1', port: 0, compatibilityDate, objectsDirectory, d1Directory }))
  workerd = startWorkerd(configFile, { [SECRET_VARIABLE]: 'unused' })
  origin = `http://127.0.0.1:${await workerd.listening}`
}

async function run(scenario: string): Promise<unknown> {
  const answer = await fetch(`${origin}/${scenario}`)
  const text = await answer.text()
  if (answer.status !== 200) throw new Error(`${scenario}: ${answer.status} ${text}`)
  return JSON.parse(text)
}

beforeAll(serveProbe)
afterAll(() => workerd.stop())

describe('the local D1 service', () => {
  it('inserts, updates, selects and deletes, with integers above 2^32 and nulls', async () => {
    expect(await run('writeAndRead')).toEqual({
      inserted: [{ id: 1, title: 'a', bytes: null, createdAtMs: 1_763_700_000_000 }],
      updated: 1,
      selected: [{ id: 1, title: 'a', bytes: null, createdAtMs: Number.MAX_SAFE_INTEGER }],
      one: { title: 'a' },
      nothing: null,
      deleted: 1,
    })
  })

  it('keeps blobs byte for byte', async () => {
    expect(await run('blobs')).toEqual([
      ['title', 'bytes'],
      ['bytes', [0, 127, 128, 255]],
      ['none', null],
    ])
  })

  it('answers as objects, as rows and as one column', async () => {
    expect(await run('shapes')).toEqual({ all: [{ title: 'a', number: 1.5 }], raw: [['a', 1.5]], first: 'a' })
  })

  it('runs a batch in order', async () => {
    expect(await run('batch')).toEqual({ inserted: 1, selected: 1 })
  })

  it('undoes a whole batch when one statement fails', async () => {
    expect(await run('failedBatch')).toEqual({ message: expect.stringContaining('UNIQUE constraint failed: notes.title'), left: 0 })
  })

  it("hands over SQLite's own words for a wrong statement", async () => {
    expect(await run('wrongSql')).toEqual({
      syntax: expect.stringMatching(/^D1_ERROR: near "SELEC": syntax error/),
      empty: 'D1_ERROR: No SQL statements detected.',
    })
  })

  it('runs a script line by line', async () => {
    expect(await run('script')).toEqual({ count: 2 })
  })

  it('says what a statement has changed', async () => {
    expect(await run('meta')).toEqual({ changes: 1, lastRowId: 1, changed: true, written: true })
  })
})
