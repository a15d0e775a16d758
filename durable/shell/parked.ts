// Clients whose answer is still to come: with this commit, or much later, out of the purgatory. An RPC that waits keeps the object awake by
// itself, so a timer here costs nothing more. A client whose connection breaks is forgotten when the object hears of it, and at the latest when its
// time is up.
import { MAX_GROUP_WAIT_MS, MAX_PARKED_BYTES, MAX_PARKED_MS, MAX_PARKED_REQUESTS } from '../../schema/limits.ts'
import type { KafkaRequest } from '../../schema/kafka/requests/apis.ts'
import type { RequestInput } from '../engine/input.ts'
import type { Purgatory } from '../engine/purgatory/purgatory.ts'
import type { Answered } from './runtime.ts'

export type Client = {
  readonly input: RequestInput
  /** Of the line that ends with the client (BrokerLink); null for a client that has none. */
  readonly connectionId: string | null
  readonly resolve: (answered: Answered) => void
  readonly reject: (cause: unknown) => void
}

type Waiting = Client & {
  /** Sequence of the last record that the request caused when it was carried out. */
  readonly sequence: number | null
  readonly timer: ReturnType<typeof setTimeout>
}

export class ParkedClients {
  readonly #waiting = new Map<number, Waiting>()

  park(client: Client, sequence: number | null, onTimeUp: () => void): void {
    this.#waiting.set(client.input.requestId, { ...client, sequence, timer: setTimeout(onTimeUp, patienceMs(client)) })
  }

  /** The client whose answer has come; null when it does not wait any more. */
  take(requestId: number): Waiting | null {
    const waiting = this.#waiting.get(requestId)
    if (waiting === undefined) return null
    clearTimeout(waiting.timer)
    this.#waiting.delete(requestId)
    return waiting
  }

  /** Those who wait at the end of a line. */
  takeOf(connectionId: string): Waiting[] {
    const requestIds = [...this.#waiting.values()].filter((one) => one.connectionId === connectionId).map(({ input }) => input.requestId)
    return requestIds.flatMap((requestId) => this.take(requestId) ?? [])
  }

  takeAll(): Waiting[] {
    return [...this.#waiting.keys()].flatMap((requestId) => this.take(requestId) ?? [])
  }

  /** Everybody is told that the object goes. */
  rejectAll(cause: unknown): void {
    for (const requestId of this.#waiting.keys()) this.take(requestId)?.reject(cause)
  }
}

/** A member waits as long as its group takes. Without a line nobody would tell that it has gone, and proxies give up before. */
function patienceMs({ input: { api }, connectionId }: Client): number {
  return connectionId !== null && (api === 'JoinGroup' || api === 'SyncGroup') ? MAX_GROUP_WAIT_MS : MAX_PARKED_MS
}

/**
 * Whether one more request may be made to wait. Requests to a paused broker stay in memory with their batches until it wakes, even when
 * their clients have gone.
 */
export function hasRoom(purgatory: Pick<Purgatory, 'size' | 'inputs'>, request: KafkaRequest): boolean {
  if (purgatory.size === 0) return true
  if (purgatory.size >= MAX_PARKED_REQUESTS) return false
  if (request.api !== 'Produce') return true
  let sizeBytes = 0
  for (const input of purgatory.inputs()) sizeBytes += requestBytes(input)
  return sizeBytes < MAX_PARKED_BYTES
}

/** Bytes of record batches in a request: all that weighs anything. */
function requestBytes(request: KafkaRequest): number {
  if (request.api !== 'Produce') return 0
  let sizeBytes = 0
  for (const { partitionData } of request.request.topicData) for (const { records } of partitionData) sizeBytes += records.length
  return sizeBytes
}
