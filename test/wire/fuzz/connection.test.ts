// Frames, good and mutated, at whole connections in front of the real engine: an end that a client can cause is all that may come of them,
// and afterwards the cluster is what its journal tells and serves an honest client.
// FUZZ_FRAMES=1000000 runs longer, SEED=<n> elsewhere; the first failure names the frame, which FUZZ_INDEX=<n> sends alone.
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { apply } from '../../../durable/engine/apply.ts'
import { emptyCluster } from '../../../durable/engine/cluster.ts'
import { metadataMessages } from '../../../schema/kafka/protocol/messages/metadata.ts'
import { isOrdinaryEnd } from '../../../worker/protocol/connection-end.ts'
import { allMessages } from '../../support/all-messages.ts'
import { MemoryEdge } from '../../support/memory-sandbox.ts'
import type { MadeSandbox } from '../../support/memory-sandbox.ts'
import { TestWire } from '../../support/wire.ts'
import { FuzzFrames } from './fuzz-frames.ts'
import { FUZZ_TOPICS } from './random-message.ts'

const SEED = Number(process.env['SEED'] ?? 20_261)
const FRAMES = Number(process.env['FUZZ_FRAMES'] ?? 4_000)
const ONLY_INDEX = process.env['FUZZ_INDEX']
/** So many frames are under way together. */
const AT_ONCE = 40
/** Longer than any wait that a request can ask for. */
const LONG_MS = 2 ** 31
const TOPICS = {
  topics: FUZZ_TOPICS.map((name) => ({ topicId: 'AAAAAAAAAAAAAAAAAAAAAA', name })),
  allowAutoTopicCreation: true,
  includeClusterAuthorizedOperations: false,
  includeTopicAuthorizedOperations: false,
}

const edge = new MemoryEdge()
let sandbox: MadeSandbox
let frames: FuzzFrames

beforeEach(async () => {
  // A clock that is held: no request waits longer than the test wants.
  sandbox = await edge.sandbox({ seed: 1, clock: { mode: 'manual' } })
  frames = new FuzzFrames(await allMessages(), SEED)
  await (await TestWire.open(edge, sandbox)).call(metadataMessages, 9, TOPICS)
})

afterEach(() => vi.restoreAllMocks())

/** What a frame came to that no client should be able to cause; null is well. */
async function failureOf(index: number): Promise<string | null> {
  const wire = await TestWire.open(edge, sandbox, { brokerId: 1 + (index % 3) })
  try {
    await wire.connection.receive(index % 2 === 0 ? frames.good(index) : frames.mutated(index))
    await wire.connection.settled
    return null
  } catch (cause) {
    if (isOrdinaryEnd(cause)) return null
    return `replay: SEED=${SEED} FUZZ_INDEX=${index} npm test -- test/wire/fuzz/connection.test.ts\n${(cause as Error).stack}`
  }
}

async function moveClock(): Promise<void> {
  const answer = await edge.http('POST', `/v1/sandboxes/${sandbox.id}/clock`, { key: sandbox.owner, json: { advance_ms: LONG_MS } })
  expect(answer.status).toBe(200)
}

it(`lets ${FRAMES} frames break nothing but their own connections`, { timeout: 3_600_000 }, async () => {
  const printed = vi.spyOn(console, 'error')
  const indexes = ONLY_INDEX === undefined ? Array.from({ length: FRAMES }, (_, index) => index) : [Number(ONLY_INDEX)]
  for (let first = 0; first < indexes.length; first += AT_ONCE) {
    const failures = indexes.slice(first, first + AT_ONCE).map(failureOf)
    // Whoever waits, for records or for the other members of a group, waits until the clock moves.
    await moveClock()
    expect((await Promise.all(failures)).find((failure) => failure !== null)).toBeUndefined()
  }
  expect(printed).not.toHaveBeenCalled()
  const { cluster, entries } = edge.clusterOf(sandbox.id)
  const again = emptyCluster()
  for (const { records, nowMs } of entries) for (const record of records) apply(again, record, nowMs)
  expect(again).toEqual(cluster)
  const { brokers } = await (await TestWire.open(edge, sandbox)).call(metadataMessages, 9, TOPICS)
  expect(brokers).toHaveLength(3)
})
