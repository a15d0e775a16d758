// What a Kafka client does to have a producer id and to use transactions, without the client: the edge and the JSON socket do it for those who
// only speak HTTP and JSON.
// Source: TransactionManager, FenceProducersHandler and AbortTransactionHandler of Kafka 4.3; KIP-98, KIP-447, KIP-664, KIP-890.
import { MAX_TRANSACTION_TRIES, TRANSACTION_RETRY_BACKOFF_MS } from '../limits.ts'
import type { KafkaErrorName } from './errors.ts'
import type { KafkaApi, KafkaApis, RequestOf } from './requests/apis.ts'
import type { CoordinatorKeyType } from './requests/find-coordinator.ts'
import type { TxnOffsetCommitRequest, TxnOffsetCommitResponse } from './requests/txn-offset-commit.ts'

/** transaction.timeout.ms of Kafka's own producers. */
export const DEFAULT_TRANSACTION_TIMEOUT_MS = 60_000
/** For an id that is asked for only to shut others out: nothing is ever written under it. */
const FENCING_TIMEOUT_MS = 1

/** EndTxn and TxnOffsetCommit from here on are those of KIP-890: every transaction has an epoch of its own, and partitions join it by themselves. */
const API_VERSION = 5

export type ProducerIdentity = { readonly producerId: number; readonly producerEpoch: number }

/** Who may write in the transactions of an id. */
export type TransactionHolder = ProducerIdentity & { readonly transactionalId: string }

export type Failed = { readonly ok: false; readonly error: KafkaErrorName; readonly message: string | null }

/** `sequence` names the last record of the cluster's journal that it caused. */
export type Done<Value> = { readonly ok: true; readonly value: Value; readonly sequence: number | null }

export type GroupOffsets = Omit<TxnOffsetCommitRequest, 'apiVersion' | 'transactionalId' | 'producerId' | 'producerEpoch'>

export type AskKafka = <Api extends KafkaApi>(
  request: RequestOf<Api>,
) => Promise<{ readonly response: KafkaApis[Api]['response']; readonly sequence: number | null }>

/** What is tried again: the last transaction is still being ended, or its coordinator is about to be there. */
const RETRIED: ReadonlySet<KafkaErrorName> = new Set<KafkaErrorName>([
  'CONCURRENT_TRANSACTIONS',
  'COORDINATOR_NOT_AVAILABLE',
  'COORDINATOR_LOAD_IN_PROGRESS',
  'NOT_COORDINATOR',
])

export class TransactionClient {
  readonly #ask: AskKafka
  readonly #pause: (milliseconds: number) => Promise<void>

  constructor(ask: AskKafka, pause: (milliseconds: number) => Promise<void>) {
    this.#ask = ask
    this.#pause = pause
  }

  /** A producer id that nobody else has. */
  async initIdempotent(): Promise<Done<ProducerIdentity> | Failed> {
    return this.#initProducerId(null, DEFAULT_TRANSACTION_TIMEOUT_MS)
  }

  /** Makes the caller the holder of an id: what an earlier one left open is aborted, and it is fenced. */
  async begin(transactionalId: string, timeoutMs: number): Promise<Done<TransactionHolder & { coordinatorId: number }> | Failed> {
    const found = await this.#findCoordinator('TRANSACTION', transactionalId)
    if (!found.ok) return found
    const held = await this.#initProducerId(transactionalId, timeoutMs)
    if (!held.ok) return held
    return { ...held, value: { transactionalId, ...held.value, coordinatorId: found.value } }
  }

  /** Shuts out whoever holds the id, and aborts what it left open. */
  async fence(transactionalId: string): Promise<Done<TransactionHolder> | Failed> {
    return this.begin(transactionalId, FENCING_TIMEOUT_MS)
  }

  /** Who holds an id now. */
  async holderOf(transactionalId: string): Promise<Done<TransactionHolder> | Failed> {
    const { response, sequence } = await this.#ask({ api: 'DescribeTransactions', request: { transactionalIds: [transactionalId] } })
    const [described] = response.transactionStates
    if (described === undefined) return failed('TRANSACTIONAL_ID_NOT_FOUND')
    const { error, producerId, producerEpoch } = described
    return error === 'NONE' ? { ok: true, value: { transactionalId, producerId, producerEpoch }, sequence } : failed(error)
  }

  /** Offsets that count when the transaction is committed. The answer is by partition. */
  async commitOffsets(holder: TransactionHolder, offsets: GroupOffsets): Promise<Done<TxnOffsetCommitResponse> | Failed> {
    const found = await this.#findCoordinator('GROUP', offsets.groupId)
    if (!found.ok) return found
    const request = { apiVersion: API_VERSION, ...holder, ...offsets }
    return this.#retried(async () => {
      const { response, sequence } = await this.#ask({ api: 'TxnOffsetCommit', request })
      return { error: errorOfAll(response), message: null, value: response, sequence }
    })
  }

  /** Commits or aborts. The answer is who goes on: every transaction has an epoch of its own. */
  async end(holder: TransactionHolder, committed: boolean): Promise<Done<TransactionHolder> | Failed> {
    const request = { apiVersion: API_VERSION, ...holder, committed }
    return this.#retried(async () => {
      const { response, sequence } = await this.#ask({ api: 'EndTxn', request })
      const { error, producerId, producerEpoch } = response
      const next = producerId < 0 ? holder : { transactionalId: holder.transactionalId, producerId, producerEpoch }
      return { error, message: null, value: next, sequence }
    })
  }

  async #initProducerId(transactionalId: string | null, transactionTimeoutMs: number): Promise<Done<ProducerIdentity> | Failed> {
    return this.#retried(async () => {
      const request = { transactionalId, transactionTimeoutMs }
      const { response, sequence } = await this.#ask({ api: 'InitProducerId', request })
      const { error, producerId, producerEpoch } = response
      return { error, message: null, value: { producerId, producerEpoch }, sequence }
    })
  }

  /** Its node id. Asking makes the internal topic where there is none yet. */
  async #findCoordinator(keyType: CoordinatorKeyType, key: string): Promise<Done<number> | Failed> {
    return this.#retried(async () => {
      const { response, sequence } = await this.#ask({ api: 'FindCoordinator', request: { keyType, coordinatorKeys: [key] } })
      const [found] = response.coordinators
      return {
        error: found?.error ?? 'COORDINATOR_NOT_AVAILABLE',
        message: found?.errorMessage ?? null,
        value: found?.nodeId ?? -1,
        sequence,
      }
    })
  }

  async #retried<Value>(attempt: () => Promise<Attempt<Value>>): Promise<Done<Value> | Failed> {
    for (let tries = 1; ; tries++) {
      const { error, message, value, sequence } = await attempt()
      if (error === 'NONE') return { ok: true, value, sequence }
      if (!RETRIED.has(error) || tries === MAX_TRANSACTION_TRIES) return { ok: false, error, message }
      await this.#pause(TRANSACTION_RETRY_BACKOFF_MS)
    }
  }
}

type Attempt<Value> = {
  readonly error: KafkaErrorName
  readonly message: string | null
  readonly value: Value
  readonly sequence: number | null
}

function failed(error: KafkaErrorName): Failed {
  return { ok: false, error, message: null }
}

/** The error that all partitions share is one of the whole request, such as that of a producer that was fenced. */
function errorOfAll({ topics }: TxnOffsetCommitResponse): KafkaErrorName {
  const errors = new Set(topics.flatMap(({ partitions }) => partitions.map(({ error }) => error)))
  const [only = 'NONE'] = errors
  return errors.size === 1 ? only : 'NONE'
}
