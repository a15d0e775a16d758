// Storage of the second version, which kept one checkpoint: it opens as it was left, once and for all, and its history begins there.
// upgrade.worker.test.ts opens that of the first version.
import { expect, it } from 'vitest'
import { MemoryStorage } from '../../test/support/memory-storage.ts'
import { batchOf, produceRequest } from '../../test/support/records.ts'
import { encodeCluster } from '../engine/snapshot.ts'
import { CHECKPOINT_PIECES } from '../../schema/limits.ts'
import { Home } from './home.ts'

const ID = 'AAAAAAAAAAAAAAAAAAAAAA'
const GARBAGE = 7 * 2 ** 32

/** What that version made of the same sandbox: it had the same rows, and fewer of them. */
const DOWNGRADE = [
  'CREATE TABLE checkpoint (piece INTEGER PRIMARY KEY, number INTEGER NOT NULL, text TEXT NOT NULL)',
  `INSERT INTO checkpoint SELECT place % ${CHECKPOINT_PIECES}, place / ${CHECKPOINT_PIECES}, text FROM checkpoints`,
  'DROP TABLE checkpoints',
  'DROP TABLE garbage',
  'CREATE TABLE garbage (from_place INTEGER PRIMARY KEY, until_place INTEGER NOT NULL)',
  `INSERT INTO garbage VALUES (${GARBAGE}, ${GARBAGE + 2})`,
  `INSERT INTO batches VALUES (${GARBAGE}, 0, x'00')`,
  'ALTER TABLE sandbox RENAME TO newer',
  'CREATE TABLE sandbox (one INTEGER PRIMARY KEY, name TEXT NOT NULL, created_ms INTEGER NOT NULL, expires_ms INTEGER)',
  'INSERT INTO sandbox SELECT one, name, created_ms, expires_ms FROM newer',
  'DROP TABLE newer',
]

const HOOKS = {
  onCommit: () => undefined,
  onBroken: (cause: unknown) => {
    throw cause
  },
  isConnected: () => true,
  isWatched: () => false,
}

async function oldSandbox(kept: MemoryStorage): Promise<string> {
  const brokers = [1, 2, 3].map((brokerId) => ({ brokerId, rack: `r${brokerId}` }))
  const brokerConfigs = [['log.retention.ms', '600000']] as const
  const spec = { sandboxId: ID, name: 'old', brokers, brokerConfigs, clock: 'realtime', seed: 1, expiresMs: null, keys: [] } as const
  const { runtime } = await Home.create(kept.storage, spec, HOOKS)
  const topic = { name: 't', numPartitions: 1, replicationFactor: 3, assignments: [], configs: [] }
  await runtime.request({ api: 'CreateTopics', request: { topics: [topic], validateOnly: false } })
  await runtime.request({ api: 'Produce', request: produceRequest('t', 0, [batchOf([{ value: 'kept' }], Date.now())]) })
  const text = encodeCluster(runtime.cluster)
  for (const statement of DOWNGRADE) kept.sql.exec(statement)
  return text
}

it.each([true, false])('opens as it was left (with a checkpoint: %s), with what a reset needs', async (withCheckpoint) => {
  const kept = new MemoryStorage()
  const text = await oldSandbox(kept)
  if (!withCheckpoint) kept.sql.exec('DELETE FROM checkpoint')
  for (const home of [Home.open(kept.storage, HOOKS), Home.open(kept.storage, HOOKS)]) {
    expect(encodeCluster(home.runtime.cluster)).toBe(text)
    expect(home.facts).toMatchObject({ sandboxId: ID, name: 'old' })
    const { recordSequence } = home.runtime.cluster
    expect(home.history()).toMatchObject({ firstSequence: recordSequence, lastSequence: recordSequence, generation: 0 })
  }
  const home = Home.open(kept.storage, HOOKS)
  await home.onAlarm()
  expect(kept.count(`batches WHERE place = ${GARBAGE}`)).toBe(0)
  const reset = home.putBack(kept.storage, 'reset', ({ journal, store }) => {
    journal.empty()
    store.clear()
  })
  expect(reset.facts.brokers).toMatchObject([{ rack: 'r1' }, { rack: 'r2' }, { rack: 'r3' }])
  expect(reset.runtime.cluster.brokerConfigs.get('log.retention.ms')).toBe('600000')
})
