// A producer with a transactional id, one of several that share it: whoever asks the coordinator for its epoch last is the one that may go on. It
// reads, writes to several partitions, hands in the offsets it has read up to, and commits or aborts. When something goes wrong for good, or its
// process dies, it begins again with a new epoch, as somebody else.
import type { TopicView } from '../../engine/cluster.ts'
import { kafkaError } from '../../../schema/kafka/errors.ts'
import type { KafkaErrorName } from '../../../schema/kafka/errors.ts'
import type { KafkaApi, KafkaApis, RequestOf } from '../../../schema/kafka/requests/apis.ts'
import type { ClientPartition } from '../anomalies/client-history.ts'
import { clientPartition } from './client-context.ts'
import type { ClientContext } from './client-context.ts'
import { Consumer } from './consumer.ts'
import { Conversation } from './conversation.ts'
import { RunningTransaction } from './running-transaction.ts'
import type { Ending } from './running-transaction.ts'
import { SequencedSends } from './sequenced-sends.ts'
import { addOffsets, addPartition, commitOffsets, endTransaction, noMember } from './transaction-protocol.ts'
import type { TransactionalIdentity, TransactionProtocol } from './transaction-protocol.ts'

/** transaction.timeout.ms, short enough to pass within a simulation or its rest. */
const TRANSACTION_TIMEOUTS_MS = [5000, 60_000, 60_000]

export type TransactionalOptions = { readonly name: string; readonly transactionalId: string; readonly protocol: TransactionProtocol }

/** From one InitProducerId to the next. */
type Life = {
  readonly process: string
  readonly consumer: Consumer
  identity: TransactionalIdentity
  sends: SequencedSends
  transaction: RunningTransaction | null
}

export class TransactionalProducer {
  readonly #context: ClientContext
  readonly #options: TransactionalOptions
  /** With the coordinator: one request at a time. */
  readonly #conversation: Conversation
  #life: Life | null = null
  #lives = 0

  constructor(context: ClientContext, options: TransactionalOptions) {
    this.#context = context
    this.#options = options
    this.#conversation = new Conversation(context)
  }

  act(topic: TopicView): string {
    const did = this.#act(topic)
    return `${this.#options.name}.${this.#lives}: ${did}`
  }

  #act(topic: TopicView): string {
    const { chance } = this.#context
    this.#life?.sends.expire()
    if (this.#life?.sends.isBroken === true) this.#die()
    const life = this.#life
    if (life === null) return this.#begin()
    const kind = chance.weighted({ write: 45, read: 20, commitOffset: 8, commit: 20, abort: 5, die: 2 })
    if (kind === 'die') return this.#die()
    if (this.#conversation.isWaiting) return 'waits for the coordinator'
    const transaction = (life.transaction ??= this.#newTransaction(life))
    if (transaction.ending !== null) return this.#end(life, transaction, transaction.ending)
    switch (kind) {
      case 'write':
        return this.#write(life, transaction, clientPartition(topic, chance.oneOf(topic.partitions).partitionIndex))
      case 'read':
        return this.#read(life, transaction, topic)
      case 'commitOffset':
        return this.#commitOffset(life, transaction, clientPartition(topic, chance.oneOf(topic.partitions).partitionIndex))
      default:
        return this.#end(life, transaction, kind)
    }
  }

  #begin(): string {
    if (this.#conversation.isWaiting) return 'waits for an epoch'
    const { transactionalId } = this.#options
    const request = { transactionalId, transactionTimeoutMs: this.#context.chance.oneOf(TRANSACTION_TIMEOUTS_MS) }
    this.#conversation.ask({ api: 'InitProducerId', request }, { brokerId: null }, ({ error, producerId, producerEpoch }) => {
      if (error !== 'NONE') return
      this.#lives += 1
      const identity = { transactionalId, producerId, producerEpoch }
      const process = `${this.#options.name}.${this.#lives}`
      const consumer = new Consumer(this.#context, 'read_committed')
      this.#life = { process, consumer, identity, sends: this.#sendsOf(identity), transaction: null }
    })
    return `asks for an epoch of ${transactionalId}`
  }

  #sendsOf(identity: TransactionalIdentity): SequencedSends {
    return new SequencedSends(this.#context, { ...identity, apiVersion: this.#options.protocol.produceVersion })
  }

  #newTransaction({ process }: Life): RunningTransaction {
    return new RunningTransaction(this.#context.clientHistory.beginOperation({ process, producer: 'transactional' }))
  }

  #write(life: Life, transaction: RunningTransaction, partition: ClientPartition): string {
    const again = this.#context.chance.isPercent(50) ? life.sends.sendAgain() : null
    if (again !== null) return again
    const { protocol } = this.#options
    if (protocol.namesPartitions && !transaction.knows(partition)) return this.#name(life, transaction, partition)
    const name = `${partition.topic}-${partition.partitionIndex}`
    if (!life.sends.mayBegin(partition)) return life.sends.sendAgain() ?? `waits for ${name}`
    transaction.isBegun = true
    return life.sends.begin(partition, transaction.running, () => {})
  }

  #name({ identity }: Life, transaction: RunningTransaction, partition: ClientPartition): string {
    const request = addPartition(identity, partition)
    return this.#askCoordinator(
      transaction,
      request,
      ({ topics }) => topics[0]?.partitions[0]?.error,
      () => transaction.name(partition),
    )
  }

  #read({ consumer }: Life, transaction: RunningTransaction, topic: TopicView): string {
    if (consumer.isWaiting) return 'waits for records'
    const { partitionIndex } = this.#context.chance.oneOf(topic.partitions)
    const poll = consumer.poll(topic, partitionIndex, (note) => {
      // What comes after it asked to end is no part of it.
      if (transaction.ending === null && !transaction.isOver) note(transaction.running)
    })
    return `polls ${poll}`
  }

  #commitOffset({ identity, consumer }: Life, transaction: RunningTransaction, partition: ClientPartition): string {
    const { protocol, transactionalId: groupId } = this.#options
    const offset = consumer.positionOf(partition)
    if (offset === null) return `has not read ${partition.topic}-${partition.partitionIndex} yet`
    if (protocol.namesPartitions && !transaction.hasNamedGroup) {
      return this.#askCoordinator(
        transaction,
        addOffsets(identity, groupId),
        ({ error }) => error,
        () => (transaction.hasNamedGroup = true),
      )
    }
    const request = commitOffsets(protocol, identity, noMember(groupId), [{ partition, offset, metadata: null }])
    return this.#askCoordinator(
      transaction,
      request,
      ({ topics }) => topics[0]?.partitions[0]?.error,
      () => {},
    )
  }

  /** Asks for it until it is answered; what was sent must have been answered before. */
  #end(life: Life, transaction: RunningTransaction, ending: Ending): string {
    if (!life.sends.isFlushed) return life.sends.sendAgain() ?? 'waits for its sends'
    if (transaction.ending === null) transaction.askFor(ending)
    if (!transaction.isBegun) {
      endLocally(life, transaction)
      return `${ending}s nothing`
    }
    const { transactionalId, protocol } = this.#options
    const request = endTransaction(protocol, life.identity, ending === 'commit')
    this.#conversation.ask(request, { brokerId: null }, ({ error, producerId, producerEpoch }) => {
      if (error !== 'NONE') return this.#takeError(transaction, error)
      endLocally(life, transaction)
      // Versions below 5 name none, and the producer goes on as it is.
      if (producerId !== -1) {
        life.identity = { transactionalId, producerId, producerEpoch }
        life.sends = this.#sendsOf(life.identity)
      }
    })
    return `${ending}s`
  }

  #askCoordinator<Api extends KafkaApi>(
    transaction: RunningTransaction,
    request: RequestOf<Api>,
    errorOf: (response: KafkaApis[Api]['response']) => KafkaErrorName | undefined,
    done: () => void,
  ): string {
    transaction.isBegun = true
    this.#conversation.ask(request, { brokerId: null }, (response) => {
      const error = errorOf(response) ?? 'UNKNOWN_SERVER_ERROR'
      if (error === 'NONE') done()
      else this.#takeError(transaction, error)
    })
    return request.api
  }

  /** What may succeed later is asked again, when its turn comes. */
  #takeError(transaction: RunningTransaction, error: KafkaErrorName): void {
    if (kafkaError(error).retriable) return
    if (error === 'TRANSACTION_ABORTABLE' && transaction.ending === null) transaction.askFor('abort')
    else this.#die()
  }

  #die(): string {
    const life = this.#life
    this.#life = null
    this.#conversation.hangUp()
    life?.sends.giveUp()
    life?.transaction?.forget()
    return 'begins again'
  }
}

function endLocally(life: Life, transaction: RunningTransaction): void {
  transaction.end()
  life.transaction = null
}
