// One cluster of the pure engine that is produced into, one record a request and all partitions in turn. What is counted is processor time of
// this process, which other processes do not change much.

import type { JournalEntry } from '../../durable/engine/event.ts'
import { encodeEntries } from '../../durable/shell/journal-text.ts'
import type { KafkaRequest } from '../../schema/kafka/requests/apis.ts'
import { batchOf, produceRequest } from '../../test/support/records.ts'
import { recordText } from '../load/payloads.ts'
import { BenchCluster, START_MS, TOPIC, usedMicroseconds, type ClusterShape } from './bench-cluster.ts'

export type EngineCase = ClusterShape & {
  /** One broker is killed, and the controller has fenced it before the first record. */
  readonly hasDeadBroker: boolean
}

/** What one round cost a produce, in microseconds of processor time. */
export type EngineRound = { readonly produceMicroseconds: number; readonly journalMicroseconds: number; readonly journalBytes: number }

/** As many as are measured in one go: much more than reading the processor time costs, few enough to keep their journal entries. */
const PRODUCES_PER_GO = 1_000

export class EngineLoop {
  readonly #cluster: BenchCluster
  readonly #produces: readonly KafkaRequest[]

  constructor(shape: EngineCase) {
    this.#cluster = new BenchCluster(shape)
    if (shape.hasDeadBroker) this.#cluster.killOne()
    const batch = batchOf([{ value: recordText(0) }], START_MS)
    this.#produces = Array.from({ length: shape.partitions }, (_, index) => {
      return { api: 'Produce', request: produceRequest(TOPIC, index, [batch]) }
    })
  }

  /** Produces for about so long. */
  runRound(durationMs: number): EngineRound {
    const endMs = performance.now() + durationMs
    let produces = 0
    let produceMicroseconds = 0
    let journalMicroseconds = 0
    let journalBytes = 0
    do {
      const startMicroseconds = usedMicroseconds()
      const written = Array.from({ length: PRODUCES_PER_GO }, () => this.#produce(produces++))
      const producedMicroseconds = usedMicroseconds()
      // One produce a commit, which is the dearest; in company it shares the brackets.
      for (const entries of written) journalBytes += encodeEntries(entries).length
      journalMicroseconds += usedMicroseconds() - producedMicroseconds
      produceMicroseconds += producedMicroseconds - startMicroseconds
    } while (performance.now() < endMs)
    return {
      produceMicroseconds: produceMicroseconds / produces,
      journalMicroseconds: journalMicroseconds / produces,
      journalBytes: journalBytes / produces,
    }
  }

  /** What the journal gets of one produce. */
  #produce(number: number): readonly JournalEntry[] {
    const request = this.#produces[number % this.#produces.length]
    if (request === undefined) throw new Error('There is a request for each partition.')
    return this.#cluster.produce(request).entries
  }
}
