// A cluster of the pure engine with one topic, whose store keeps nothing: no server, no storage, no network.

import { emptyCluster } from '../../durable/engine/cluster.ts'
import { createCluster } from '../../durable/engine/create-cluster.ts'
import type { Reply } from '../../durable/engine/decision.ts'
import { Engine, type EngineResult, type LogStore } from '../../durable/engine/engine.ts'
import type { StoredHeader } from '../../durable/engine/log/log-reader.ts'
import type { ClusterRecord } from '../../durable/engine/record.ts'
import type { KafkaApi, KafkaRequest } from '../../schema/kafka/requests/apis.ts'

export type ClusterShape = { readonly brokers: number; readonly partitions: number; readonly replicationFactor: number }

export type AnswerOf<Api extends KafkaApi> = Extract<Reply, { readonly api: Api }>['response']

export const TOPIC = 'bench'
export const START_MS = 1_700_000_000_000
/** Longer than the session of 9 s, after which the controller fences a silent broker and gives its partitions new leaders. */
const UNTIL_FENCED_MS = 10_000
/** A thousand requests a second on the cluster's clock, so that its periodic work is in the price. */
const MS_BETWEEN_REQUESTS = 1

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

export class BenchCluster {
  readonly #engine = new Engine(emptyCluster(), new EmptyStore())
  #nowMs = START_MS
  #requestId = 0

  constructor({ brokers, partitions, replicationFactor }: ClusterShape) {
    const known = Array.from({ length: brokers }, (_, index) => ({ brokerId: index + 1, rack: null }))
    this.#engine.record(createCluster({ clusterId: 'bench', seed: 1, brokers: known, brokerConfigs: [], nowMs: START_MS }), START_MS)
    const topic = { name: TOPIC, numPartitions: partitions, replicationFactor, assignments: [], configs: [] }
    this.send({ api: 'CreateTopics', request: { topics: [topic], validateOnly: false } })
  }

  /** What the engine says, a little later than the last time. */
  send(request: KafkaRequest): EngineResult {
    this.#nowMs += MS_BETWEEN_REQUESTS
    return this.#engine.request({ kind: 'request', nowMs: this.#nowMs, requestId: ++this.#requestId, brokerId: null, ...request })
  }

  /** The answer to what was sent last, which has to come at once. */
  answerIn<Api extends KafkaApi>({ replies }: EngineResult, api: Api): AnswerOf<Api> {
    const reply = replies.find(({ requestId }) => requestId === this.#requestId)
    if (reply?.api !== api) throw new Error(`${api} is answered at once.`)
    return reply.response as AnswerOf<Api>
  }

  /** All answers of one API, whoever asked. */
  answersIn<Api extends KafkaApi>({ replies }: EngineResult, api: Api): AnswerOf<Api>[] {
    return replies.filter((reply) => reply.api === api).map(({ response }) => response as AnswerOf<Api>)
  }

  /** Lets time pass. */
  advance(ms: number): EngineResult {
    this.#nowMs += ms
    return this.#engine.tick(this.#nowMs, Number.POSITIVE_INFINITY)
  }

  /** Produces, which has to succeed: refusals are cheap. */
  produce(request: KafkaRequest): EngineResult {
    const result = this.send(request)
    const { responses } = this.answerIn(result, 'Produce')
    for (const { partitionResponses } of responses) {
      for (const { error } of partitionResponses)
        if (error !== 'NONE') throw new Error(`A produce was refused: ${JSON.stringify(responses)}`)
    }
    return result
  }

  /** One broker is killed, and the controller fences it. */
  killOne(): void {
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
export function usedMicroseconds(): number {
  const { user, system } = process.cpuUsage()
  return user + system
}
