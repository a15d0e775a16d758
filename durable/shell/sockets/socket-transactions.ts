// Transactions on the JSON socket. A socket is a producer: it holds the ids that it has begun transactions with, and whoever begins with the same
// id elsewhere fences it. What is held survives the sleep of the object, as everything in the session does.
import { groupOffsetsOf } from '../../../schema/api/group-offsets.ts'
import { beginBody, transactionOffsetsBody } from '../../../schema/api/transactions.ts'
import { kafkaError } from '../../../schema/kafka/errors.ts'
import type { KafkaErrorName } from '../../../schema/kafka/errors.ts'
import type { TxnOffsetCommitResponse } from '../../../schema/kafka/requests/txn-offset-commit.ts'
import { DEFAULT_TRANSACTION_TIMEOUT_MS, TransactionClient } from '../../../schema/kafka/transaction-client.ts'
import type { Failed, TransactionHolder } from '../../../schema/kafka/transaction-client.ts'
import { MAX_TRANSACTIONAL_IDS_PER_SOCKET } from '../../../schema/limits.ts'
import type { Home } from '../home.ts'
import type { Frame } from './frame.ts'
import { notBegun } from './frame-sender.ts'
import { canRemember, remember } from './session.ts'
import type { JsonSession } from './session.ts'
import { say } from './say.ts'

export class SocketTransactions {
  readonly #socket: WebSocket
  readonly #session: JsonSession
  readonly #client: TransactionClient
  #last: Promise<void> = Promise.resolve()

  constructor(socket: WebSocket, session: JsonSession, { runtime }: Home) {
    this.#socket = socket
    this.#session = session
    this.#client = new TransactionClient((request) => runtime.request(request), pause)
  }

  /** Frames may be sent without waiting, and a commit must not overtake the records before it. */
  inOrder(work: () => Promise<void>): Promise<void> {
    const done = this.#last.then(work)
    this.#last = done.catch(() => undefined)
    return done
  }

  onFrame(frame: Frame): Promise<void> {
    return this.inOrder(() => this.#onFrame(frame))
  }

  async #onFrame(frame: Frame): Promise<void> {
    const { id, type, members } = frame
    const transactionalId = members.get('transactional_id')
    if (typeof transactionalId !== 'string') return this.#refuse(id, 'INVALID_REQUEST', 'transactional_id is missing.')
    if (!this.#session.mayProduce) {
      return this.#refuse(id, 'TRANSACTIONAL_ID_AUTHORIZATION_FAILED', 'The key does not have the scope produce.')
    }
    if (!transactionalId.startsWith(this.#session.topicPrefix)) {
      return this.#refuse(id, 'TRANSACTIONAL_ID_AUTHORIZATION_FAILED', 'The key is for other transactional ids.')
    }
    if (type === 'begin') return this.#begin(frame)
    const holder = this.#session.transactions.find((held) => held.transactionalId === transactionalId)
    if (holder === undefined) return this.#refuse(id, notBegun().code, notBegun().detail)
    return type === 'send_offsets' ? this.#sendOffsets(frame, holder) : this.#end(frame, holder)
  }

  async #begin({ id, members }: Frame): Promise<void> {
    const { data, error } = beginBody.safeParse(Object.fromEntries([...members].filter(([name]) => name !== 'type' && name !== 'id')))
    if (error !== undefined) return this.#refuse(id, 'INVALID_REQUEST', sentenceOf(error.issues))
    const { transactional_id: transactionalId, timeout_ms: timeoutMs = DEFAULT_TRANSACTION_TIMEOUT_MS } = data
    const others = this.#session.transactions.filter((held) => held.transactionalId !== transactionalId)
    const place = { transactionalId, producerId: Number.MAX_SAFE_INTEGER, producerEpoch: 0 }
    if (others.length >= MAX_TRANSACTIONAL_IDS_PER_SOCKET || !canRemember({ ...this.#session, transactions: [...others, place] })) {
      return this.#refuse(id, 'INVALID_REQUEST', 'This socket holds as much as it can remember: use another socket.')
    }
    const begun = await this.#client.begin(transactionalId, timeoutMs)
    if (!begun.ok) return this.#refuseFailed(id, begun)
    const { producerId, producerEpoch } = begun.value
    this.#hold({ transactionalId, producerId, producerEpoch })
    this.#tell('begun', id, { transactionalId, producerId, producerEpoch })
  }

  async #sendOffsets({ id, members }: Frame, holder: TransactionHolder): Promise<void> {
    const own = new Set(['type', 'id', 'transactional_id'])
    const { data, error } = transactionOffsetsBody.safeParse(Object.fromEntries([...members].filter(([name]) => !own.has(name))))
    if (error !== undefined) return this.#refuse(id, 'INVALID_REQUEST', sentenceOf(error.issues))
    if (!data.group_id.startsWith(this.#session.topicPrefix)) {
      return this.#refuse(id, 'GROUP_AUTHORIZATION_FAILED', 'The key is for other groups.')
    }
    if (data.offsets.some(({ topic_name: name }) => !name.startsWith(this.#session.topicPrefix))) {
      return this.#refuse(id, 'TOPIC_AUTHORIZATION_FAILED', 'The key is for other topics.')
    }
    const sent = await this.#client.commitOffsets(holder, groupOffsetsOf(data))
    if (!sent.ok) return this.#refuseFailed(id, sent)
    this.#send({ type: 'offsets_sent', id, transactional_id: holder.transactionalId, results: resultsOf(sent.value) })
  }

  async #end({ id, type }: Frame, holder: TransactionHolder): Promise<void> {
    const committed = type === 'commit_transaction'
    const ended = await this.#client.end(holder, committed)
    if (!ended.ok) return this.#refuseFailed(id, ended)
    this.#hold(ended.value)
    this.#tell(committed ? 'committed' : 'aborted', id, ended.value)
  }

  #hold(holder: TransactionHolder): void {
    const others = this.#session.transactions.filter(({ transactionalId }) => transactionalId !== holder.transactionalId)
    this.#session.transactions = [...others, holder]
    remember(this.#socket, this.#session)
  }

  #tell(type: string, id: Frame['id'], { transactionalId, producerId, producerEpoch }: TransactionHolder): void {
    this.#send({ type, id, transactional_id: transactionalId, producer_id: producerId, producer_epoch: producerEpoch })
  }

  #refuseFailed(id: Frame['id'], { error, message }: Failed): void {
    this.#refuse(id, error, message ?? kafkaError(error).message)
  }

  #refuse(id: Frame['id'], code: KafkaErrorName, detail: string): void {
    this.#send({ type: 'error', id, code, detail, retriable: kafkaError(code).retriable })
  }

  #send(frame: Readonly<Record<string, unknown>>): void {
    say(this.#socket, JSON.stringify(frame))
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds)
  })
}

/** One result a partition, as the results of an `ack` are. */
function resultsOf({ topics }: TxnOffsetCommitResponse): object[] {
  return topics.flatMap(({ name, partitions }) => {
    return partitions.map(({ partitionIndex, error }) => {
      const place = { topic_name: name, partition_id: partitionIndex }
      const { message: detail, retriable } = kafkaError(error)
      return error === 'NONE' ? place : { ...place, code: error, detail, retriable }
    })
  })
}

function sentenceOf(issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[]): string {
  const [first] = issues
  if (first === undefined) return 'The frame is not valid.'
  return first.path.length === 0 ? first.message : `${first.path.map(String).join('.')}: ${first.message}`
}
