// One cluster of the pure engine that is produced into, one record a request and all partitions in turn: no server, no storage, no network.
// What is counted is processor time of this process, which other processes do not change much.

import { emptyCluster } from '../../durable/engine/cluster.ts'
import { createCluster } from '../../durable/engine/create-cluster.ts'
import { Engine, type EngineResult, type LogStore } from '../../durable/engine/engine.ts'
import type { JournalEntry } from '../../durable/engine/event.ts'
import type { StoredHeader } from '../../durable/engine/log/log-reader.ts'
import type { ClusterRecord } from '../../durable/engine/record.ts'
import { encodeEntries } from '../../durable/shell/journal-text.ts'
import type { KafkaRequest } from '../../schema/kafka/requests/apis.ts'
import { batchOf, produceRequest } from '../../test/support/records.ts'
import { recordText } from '../load/payloads.ts'

export type EngineCase = {
  readonly brokers: number
  readonly partitions: number
  readonly replicationFactor: number
  /** One broker is killed, and the controller has fenced it before the first record. */
  readonly hasDeadBroker: boolean
}

/** What one round cost a produce, in microseconds of processor time. */
export type EngineRound = { readonly produceMicroseconds: number; readonly journalMicroseconds: number; readonly journalBytes: number }

const TOPIC = 'bench'
const START_MS = 1_700_000_000_000
/** Longer than the session of 9 s, after which the controller fences a silent broker and gives its partitions new leaders. */
const UNTIL_FENCED_MS = 10_000
/** A thousand records a second on the cluster's clock, so that its periodic work is in the price. */
const MS_BETWEEN_PRODUCES = 1
/** As many as are measured in one go: much more than reading the processor time costs, few enough to keep their journal entries. */
const PRODUCES_PER_GO = 1_000

/** Keeps nothing. */
class EmptyStore implements LogStore {
  write(): void {}
  discard(): void {}

  read(): Uint8Array {
    return new Uint8Array()
  }

  firstReaching(): null {
    return null
  }

  headers(): Iterable<StoredHeader> {
    return []
  }
}

export class EngineLoop {
  readonly #engine = new Engine(emptyCluster(), new EmptyStore())
  readonly #produces: readonly KafkaRequest[]
  #nowMs = START_MS
  #requestId = 0

  constructor({ brokers, partitions, replicationFactor, hasDeadBroker }: EngineCase) {
    const known = Array.from({ length: brokers }, (_, index) => ({ brokerId: index + 1, rack: null }))
    this.#engine.record(createCluster({ clusterId: 'bench', seed: 1, brokers: known, brokerConfigs: [], nowMs: START_MS }), START_MS)
    this.#createTopic(partitions, replicationFactor)
    if (hasDeadBroker) this.#killOne()
    const batch = batchOf([{ value: recordText(0) }], START_MS)
    this.#produces = Array.from({ length: partitions }, (_, index) => ({ api: 'Produce', request: produceRequest(TOPIC, index, [batch]) }))
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

  /** What the journal gets of one produce. Its answer has to come at once and be a success: refusals are cheap. */
  #produce(number: number): readonly JournalEntry[] {
    const request = this.#produces[number % this.#produces.length]
    if (request === undefined) throw new Error('There is a request for each partition.')
    this.#nowMs += MS_BETWEEN_PRODUCES
    const { entries, replies } = this.#send(request)
    const reply = replies.find(({ requestId }) => requestId === this.#requestId)
    if (reply?.api !== 'Produce') throw new Error('A produce is answered at once.')
    const refused = reply.response.responses.flatMap(({ partitionResponses }) => partitionResponses.filter(({ error }) => error !== 'NONE'))
    if (refused.length > 0) throw new Error(`A produce was refused: ${JSON.stringify(refused)}`)
    return entries
  }

  #send(request: KafkaRequest): EngineResult {
    return this.#engine.request({ kind: 'request', nowMs: this.#nowMs, requestId: ++this.#requestId, brokerId: null, ...request })
  }

  #createTopic(numPartitions: number, replicationFactor: number): void {
    const topic = { name: TOPIC, numPartitions, replicationFactor, assignments: [], configs: [] }
    this.#send({ api: 'CreateTopics', request: { topics: [topic], validateOnly: false } })
  }

  #killOne(): void {
    this.#engine.action({ kind: 'node', nowMs: this.#nowMs, nodeId: 1, action: 'kill' })
    this.#nowMs += UNTIL_FENCED_MS
    const { entries } = this.#engine.tick(this.#nowMs, Number.POSITIVE_INFINITY)
    if (!entries.some(({ records }) => records.some(isFencing))) throw new Error('The controller fences a dead broker.')
  }
}

function isFencing(record: ClusterRecord): boolean {
  return record.kind === 'broker.changed' && record.fenced === true
}

/** Processor time of this process since its start, what collects garbage and compiles beside it included. */
function usedMicroseconds(): number {
  const { user, system } = process.cpuUsage()
  return user + system
}
