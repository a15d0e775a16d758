import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { TestLog } from '../../../../test/support/test-log.ts'
import { decodeBatchHeader, isControl, isTransactional, lastOffsetOf } from '../../../../schema/kafka/record-batch.ts'
import { decodeRecords } from '../../../../schema/kafka/record-cursor.ts'
import type { LogReader } from '../log-reader.ts'
import { markerOf } from '../producer-state.ts'
import { batchesOf } from '../walk.ts'
import { planCleaning } from './plan-cleaning.ts'
import { firstUnstableOffset, lastStableOffset } from '../transactions.ts'

type Operation =
  | { readonly kind: 'write'; readonly producerId: number; readonly keys: readonly number[]; readonly isTransactional: boolean }
  | { readonly kind: 'end'; readonly producerId: number; readonly type: 'COMMIT' | 'ABORT' }
  | { readonly kind: 'roll' }
  | { readonly kind: 'clean'; readonly maxBytes: number; readonly afterMs: number }

const producerId = fc.integer({ min: 1, max: 3 })
const anyOperation: fc.Arbitrary<Operation> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('write' as const),
      producerId,
      keys: fc.array(fc.nat(5), { minLength: 1, maxLength: 3 }),
      isTransactional: fc.boolean(),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('end' as const), producerId, type: fc.constantFrom('COMMIT' as const, 'ABORT' as const) }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('roll' as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('clean' as const),
      maxBytes: fc.constantFrom(150, 100_000),
      afterMs: fc.constantFrom(0, 2000),
    }),
  },
)

/** What a consumer with read_committed ends up with: the last value of every key, by the rule for aborted transactions. */
function committedValues(test: TestLog): Map<string, string | null> {
  const values = new Map<string, string | null>()
  const ahead = test.log.abortedTransactions.toSorted((one, other) => one.firstOffset - other.firstOffset)
  const aborted = new Set<number>()
  for (const batch of test.batches()) {
    const header = decodeBatchHeader(batch)
    if (lastOffsetOf(header) >= lastStableOffset(test.log)) break
    while (ahead[0] !== undefined && ahead[0].firstOffset <= lastOffsetOf(header)) aborted.add(ahead.shift()!.producerId)
    if (isControl(header.attributes)) {
      if (header.recordCount > 0 && markerOf(batch)?.type === 'ABORT') aborted.delete(header.producerId)
      continue
    }
    if (isTransactional(header.attributes) && aborted.has(header.producerId)) continue
    const decoded = decodeRecords(batch, 1_000_000)
    if (!decoded.ok) throw new Error(decoded.message)
    for (const { key, value } of decoded.records) values.set(String(key), value === null ? null : String(value))
  }
  for (const [key, value] of values) if (value === null) values.delete(key)
  return values
}

/** The batches of a log of which some extents are stored with one log and some with another. */
function batchesOfBoth(log: TestLog, other: TestLog): Uint8Array[] {
  const own = log.store
  const both: LogReader = {
    read: (extentId, ...rest) => (extentId >= 1_000_000 ? own : other.store).read(extentId, ...rest),
    firstReaching: (extentId, ...rest) => (extentId >= 1_000_000 ? own : other.store).firstReaching(extentId, ...rest),
    headers: (extentId, ...rest) => (extentId >= 1_000_000 ? own : other.store).headers(extentId, ...rest),
  }
  return [...batchesOf(log.log, both, 0, log.log.logEndOffset)].map((batch) => batch.slice())
}

class Producers {
  readonly test = new TestLog({ 'cleanup.policy': 'compact', 'internal.segment.bytes': '500', 'delete.retention.ms': '1000' })
  readonly #sequences = new Map<number, number>()
  #count = 0

  run(operation: Operation): void {
    const { test } = this
    test.nowMs++
    if (operation.kind === 'write') this.#write(operation)
    else if (operation.kind === 'end') test.mark(operation.type, operation.producerId)
    else if (operation.kind === 'roll') test.roll()
    else this.#clean(operation.maxBytes, operation.afterMs)
    test.moveHighWatermark()
  }

  #write(operation: Extract<Operation, { kind: 'write' }>): void {
    const { producerId: id, keys } = operation
    const baseSequence = this.#sequences.get(id) ?? 0
    const isOpen = this.test.log.ongoingTransactions.some((transaction) => transaction.producerId === id)
    const records = keys.map((key): [string, string | null] => [`${key}`, key === 0 ? null : `${this.#count++}`])
    const options = { producerId: id, producerEpoch: 0, baseSequence, isTransactional: isOpen || operation.isTransactional }
    expect(this.test.append(records, options).kind).toBe('ok')
    this.#sequences.set(id, baseSequence + keys.length)
  }

  /** The batches that a round leaves when one step does all of it. */
  #cleanedAtOnce(): Uint8Array[] {
    const { test } = this
    const twin = new TestLog()
    const { log, configs, nowMs } = test
    const plan = planCleaning(log, test.store, configs, nowMs, log.cleaner.firstDirtyOffset ?? 0, () => 1_000_000 + twin.takeExtentId())
    for (const write of plan.writes) twin.store.write(write)
    twin.log = structuredClone(log)
    twin.apply(plan.changes)
    return batchesOfBoth(twin, test)
  }

  #clean(maxBytes: number, afterMs: number): void {
    const { test } = this
    test.nowMs += afterMs
    const before = { values: committedValues(test), producers: test.log.producers, unstable: firstUnstableOffset(test.log) }
    const whole = this.#cleanedAtOnce()
    test.clean(undefined, { maxBytes })
    expect(test.batches()).toEqual(whole)
    expect({ values: committedValues(test), producers: test.log.producers, unstable: firstUnstableOffset(test.log) }).toEqual(before)
  }
}

describe('compaction of transactions', () => {
  it('[CMP3] changes nothing that a consumer of committed records ends up with', () => {
    fc.assert(
      fc.property(fc.array(anyOperation, { minLength: 5, maxLength: 50, size: 'max' }), (operations) => {
        const producers = new Producers()
        for (const each of operations) producers.run(each)
      }),
      { numRuns: 150 },
    )
  })

  it('[CMP4] leaves enough to tell where every producer stands when the log is read again', () => {
    fc.assert(
      fc.property(fc.array(anyOperation, { minLength: 5, maxLength: 50, size: 'max' }), (operations) => {
        const producers = new Producers()
        for (const each of operations) producers.run(each)
        const { test } = producers
        test.roll()
        test.append([['last', 'v']])
        test.moveHighWatermark()
        test.clean()
        for (const [id, state] of Object.entries(test.log.producers)) {
          const lastBatch = state.batches.at(-1)
          if (lastBatch === undefined) continue
          const found = test
            .batches()
            .map((batch) => decodeBatchHeader(batch))
            .filter((header) => header.producerId === Number(id))
          expect(found.some((header) => lastOffsetOf(header) === lastBatch.lastOffset)).toBe(true)
        }
      }),
      { numRuns: 50 },
    )
  })
})
