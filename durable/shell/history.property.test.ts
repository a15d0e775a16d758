// Whatever happened: every moment is what it was, and going back to one and doing the same again gives the same. No broker is paused here: the requests
// that wait in one are no part of the state, and nobody sends them again.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { KeptCluster } from '../../test/support/kept-cluster.ts'
import { batchOf, createTopic, produceRequest } from '../../test/support/records.ts'
import { encodeCluster } from '../engine/snapshot.ts'

type Operation =
  | { readonly kind: 'append'; readonly topic: string; readonly key: number; readonly brokerId: number | null }
  | { readonly kind: 'advance'; readonly ms: number }
  | { readonly kind: 'node'; readonly brokerId: number; readonly action: 'kill' | 'start' | 'stop' | 'crash' }
  | { readonly kind: 'cut'; readonly brokerId: number; readonly durationMs: number }
  | { readonly kind: 'deleteTopic' | 'createTopic'; readonly topic: string }

const TOPICS = ['short', 'compact', 'plain']
const CONFIGS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  short: { 'retention.ms': '60000', 'segment.ms': '20000' },
  compact: { 'cleanup.policy': 'compact', 'segment.ms': '10000', 'min.cleanable.dirty.ratio': '0.01' },
  plain: {},
}

const brokerId = fc.integer({ min: 1, max: 3 })
const topic = fc.constantFrom(...TOPICS)
const anyOperation: fc.Arbitrary<Operation> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({ kind: fc.constant('append' as const), topic, key: fc.nat(2), brokerId: fc.option(brokerId) }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('advance' as const), ms: fc.constantFrom(100, 9_000, 15_000, 120_000, 400_000) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('node' as const),
      brokerId,
      action: fc.constantFrom('kill', 'start', 'start', 'stop', 'crash'),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('cut' as const), brokerId, durationMs: fc.constantFrom(5_000, 40_000) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('deleteTopic', 'createTopic'), topic }) },
)

function carryOut(kept: KeptCluster, operation: Operation): void {
  switch (operation.kind) {
    case 'append': {
      const batch = batchOf([{ key: `k${operation.key}`, value: 'v' }], kept.nowMs)
      kept.send('Produce', produceRequest(operation.topic, 0, [batch], { acks: 1 }), operation.brokerId)
      return
    }
    case 'advance':
      return kept.advance(operation.ms)
    case 'node':
      return kept.node(operation.brokerId, operation.action)
    case 'cut':
      return cut(kept, operation.brokerId, operation.durationMs)
    case 'deleteTopic':
      kept.send('DeleteTopics', { topicNames: [operation.topic] })
      return
    case 'createTopic':
      kept.send('CreateTopics', { topics: [topicOf(operation.topic)], validateOnly: false })
      return
    default:
  }
}

function topicOf(name: string) {
  const configs = Object.entries(CONFIGS[name] ?? {}).map(([config, value]) => ({ name: config, value }))
  return { name, numPartitions: 1, replicationFactor: 3, assignments: [], configs }
}

function cut(kept: KeptCluster, broker: number, durationMs: number): void {
  const spec = { kind: 'link', latencyMs: 0, loss: 0, cut: true } as const
  kept.act({ kind: 'startFault', spec: { ...spec, from: broker, to: 'all' }, durationMs })
  kept.act({ kind: 'startFault', spec: { ...spec, from: 'all', to: broker }, durationMs })
}

it('is the past that was, and can be lived again', () => {
  fc.assert(
    fc.property(
      fc.array(anyOperation, { minLength: 5, maxLength: 40 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (operations, share) => {
        const kept = new KeptCluster()
        for (const name of TOPICS) createTopic(kept, name, CONFIGS[name])
        const moments = operations.map((operation) => {
          const { now: before, nowMs } = kept
          carryOut(kept, operation)
          return { before, nowMs }
        })
        const last = kept.now
        for (const { sequence, text, bytes } of kept.steps) {
          const { cluster } = kept.journal.history.at(sequence)
          expect(encodeCluster(cluster)).toBe(text)
          expect(kept.bytesOf(cluster)).toBe(bytes)
        }
        const index = Math.min(operations.length - 1, Math.floor(share * operations.length))
        const { before, nowMs } = moments[index] ?? { before: last, nowMs: kept.nowMs }
        kept.rewindTo(before.sequence)
        expect(kept.now).toEqual(before)
        kept.nowMs = nowMs
        for (const operation of operations.slice(index)) carryOut(kept, operation)
        expect(kept.now.bytes).toBe(last.bytes)
        expect(kept.now.text).toBe(last.text)
      },
    ),
    { numRuns: 40 },
  )
})
