// A Kafka client that mostly waits, in front of the edge in memory: its long polls, and how often anything of it reaches the object.
import { vi } from 'vitest'
import type { KafkaApi, KafkaApis, RequestOf } from '../../schema/kafka/requests/apis.ts'
import { fetchMessages } from '../../schema/kafka/protocol/messages/fetch.ts'
import type { SandboxAction } from '../../durable/shell/rpc.ts'
import { batchOf, produceRequest } from './records.ts'
import type { MadeSandbox, MemoryEdge, MemorySandbox } from './memory-sandbox.ts'

/** Fetch by name, with epochs. */
const FETCH_VERSION = 12
const SOMEBODY = { keyId: 'somebody else' }

export type Poll = {
  readonly offset?: number
  readonly maxWaitMs?: number
  readonly minBytes?: number
  readonly isolationLevel?: number
  readonly partitions?: readonly number[]
}

/** A fetch from topic t. */
export function pollOf({ offset = 0, maxWaitMs = 500, minBytes = 1, isolationLevel = 0, partitions = [0] }: Poll = {}) {
  const wanted = partitions.map((partition) => {
    const place = { partition, fetchOffset: offset, partitionMaxBytes: 100_000, logStartOffset: -1 }
    return { ...place, currentLeaderEpoch: -1, lastFetchedEpoch: -1, replicaDirectoryId: '', highWatermark: -1 }
  })
  return {
    replicaId: -1,
    clusterId: null,
    replicaState: { replicaId: -1, replicaEpoch: -1 },
    maxWaitMs,
    minBytes,
    maxBytes: 1_000_000,
    isolationLevel,
    sessionId: 0,
    sessionEpoch: -1,
    topics: [{ topic: 't', topicId: '', partitions: wanted }],
    forgottenTopicsData: [],
    rackId: '',
  }
}

export const POLL = [fetchMessages, FETCH_VERSION] as const

/** Lets as much time go by as it takes. */
export async function inTime<Value>(promise: Promise<Value>): Promise<Value> {
  const time = { isOver: false }
  const end = (): void => {
    time.isOver = true
  }
  promise.then(end, end)
  while (!time.isOver) await vi.advanceTimersByTimeAsync(1)
  return promise
}

/** The object from the outside: what others do there, and what reaches it. */
export class WatchedObject {
  readonly object: MemorySandbox
  readonly #kafka

  constructor(edge: MemoryEdge, { id }: Pick<MadeSandbox, 'id'>) {
    this.object = edge.objectOf(id)
    this.#kafka = vi.spyOn(this.object, 'kafka')
  }

  /** How often a client of the protocol has asked it since the last time that somebody asked this; by API where one is given. */
  arrivals(api?: KafkaApi): number {
    const asked = this.#kafka.mock.calls.filter(([caller, request]) => caller !== SOMEBODY && (api === undefined || request.api === api))
    this.#kafka.mockClear()
    return asked.length
  }

  /** What somebody else asks. */
  async ask<Api extends KafkaApi>(api: Api, request: KafkaApis[Api]['request']): Promise<KafkaApis[Api]['response']> {
    const outcome = await inTime(this.object.kafka(SOMEBODY, { api, request } as RequestOf<Api>))
    if (!outcome.ok) throw new Error(outcome.message)
    return outcome.value.response
  }

  async produce(value: string, partition = 0): Promise<void> {
    await this.ask('Produce', produceRequest('t', partition, [batchOf([{ value }], Date.now())]))
  }

  async act(action: SandboxAction): Promise<void> {
    const outcome = await inTime(this.object.act(SOMEBODY, action))
    if (!outcome.ok || !outcome.value.done) throw new Error(JSON.stringify(outcome))
  }
}
