// A member that reads, writes one record for each that it read, and commits both in one transaction (KIP-447): everything is processed exactly once.
// When its partitions go while a transaction is open it mostly aborts; now and then it tries to commit all the same, and then it is the coordinator
// that must not let it.
import { kafkaError } from '../../../../schema/kafka/errors.ts'
import type { KafkaErrorName } from '../../../../schema/kafka/errors.ts'
import type { ClientPartition } from '../../anomalies/client-history.ts'
import { partitionKey } from '../../anomalies/client-history.ts'
import type { MemberIdentity } from '../../group-history.ts'
import type { ClientContext } from '../client-context.ts'
import { clientPartition } from '../client-context.ts'
import { Conversation } from '../conversation.ts'
import { RunningTransaction } from '../running-transaction.ts'
import { SequencedSends } from '../sequenced-sends.ts'
import { commitOffsets, endTransaction, PROTOCOLS } from '../transaction-protocol.ts'
import type { TransactionalIdentity } from '../transaction-protocol.ts'
import type { Membership, MembershipOptions } from './membership.ts'
import { makeOutputTopic, OUTPUT_TOPIC } from './output-topic.ts'
import type { Polled } from './positions.ts'
import type { Worker } from './worker.ts'

const PROTOCOL = PROTOCOLS.newer
const TRANSACTION_TIMEOUT_MS = 60_000
/** How often a member that could commit reads more first. */
const READ_ON_PERCENT = 35
const TRY_ALL_THE_SAME_PERCENT = 50
/** How often what it tries then is held up a little longer. */
const HELD_UP_PERCENT = 80

export type TransformerOptions = MembershipOptions & { readonly transactionalId: string }

type Offset = { readonly partition: ClientPartition; readonly offset: number }

/** A transaction and what it has read. */
type Batch = {
  readonly transaction: RunningTransaction
  /** Who the member was when it last read something for it. */
  identity: MemberIdentity
  /** By partitionKey. */
  readonly offsets: Map<string, Offset>
  /** Whether the group's coordinator has the offsets. */
  isHandedIn: boolean
  /** The member has lost what it read there, and reads nothing until this is over. */
  isLate: boolean
}

export class Transformer implements Worker {
  readonly #context: ClientContext
  readonly #options: TransformerOptions
  readonly #membership: Membership
  readonly #readAgain: () => void
  readonly #conversation: Conversation
  #producer: { identity: TransactionalIdentity; sends: SequencedSends } | null = null
  #batch: Batch | null = null

  /** `readAgain` is called when what was read since the last commit has to be read again. */
  constructor(context: ClientContext, options: TransformerOptions, membership: Membership, readAgain: () => void) {
    this.#context = context
    this.#options = options
    this.#membership = membership
    this.#readAgain = readAgain
    this.#conversation = new Conversation(context)
  }

  take({ partition, untilOffset: offset, records }: Polled, identity: MemberIdentity): boolean {
    const output = this.#context.world.cluster.topics.get(OUTPUT_TOPIC)
    const sends = this.#producer?.sends
    if (output === undefined || sends === undefined || sends.isBroken || this.#isEnding) return false
    const target = clientPartition(output, this.#context.chance.oneOf(output.partitions).partitionIndex)
    if (records.length > 0 && !sends.mayBegin(target)) return false
    const batch = (this.#batch ??= this.#newBatch(identity))
    batch.offsets.set(partitionKey(partition), { partition, offset })
    batch.identity = identity
    batch.isHandedIn = false
    if (records.length > 0) this.#write(sends, batch, partition, records, target)
    return true
  }

  /** What is read now would be no part of the transaction. */
  get #isEnding(): boolean {
    return this.#batch !== null && (this.#batch.isLate || this.#batch.transaction.ending !== null)
  }

  /** One record for each. */
  #write(
    sends: SequencedSends,
    { transaction }: Batch,
    source: ClientPartition,
    records: Polled['records'],
    target: ClientPartition,
  ): void {
    const values = this.#context.values.asManyAs(records.length)
    const { running } = transaction
    const { outputs } = this.#context.audit.groups.of(this.#options.groupId)
    for (const [index, [offset]] of records.entries()) {
      outputs.push({ value: values[index] ?? '', source, offset, target, operation: running.operation })
    }
    transaction.isBegun = true
    sends.begin(target, running, () => {}, values)
  }

  turn(identity: MemberIdentity | null): string | null {
    this.#producer?.sends.expire()
    if (this.#producer?.sends.isBroken === true) this.#beginAgain()
    if (this.#conversation.isWaiting) return this.#batch?.isLate === true ? 'waits for the end of its transaction' : null
    const producer = this.#producer
    if (producer === null) return this.#askForEpoch()
    const batch = this.#batch
    if (batch === null) return identity === null ? null : makeOutputTopic(this.#context)
    const { chance } = this.#context
    if (batch.transaction.ending === null && !batch.isLate && chance.isPercent(READ_ON_PERCENT)) return null
    if (batch.transaction.ending === null && batch.isLate && chance.isPercent(HELD_UP_PERCENT))
      return identity === null ? null : 'is held up'
    if (!producer.sends.isFlushed) return producer.sends.sendAgain() ?? 'waits for its sends'
    if (batch.transaction.ending === null && !batch.isHandedIn) return this.#handIn(producer.identity, batch)
    return this.#end(producer.identity, batch)
  }

  keep(partitions: readonly ClientPartition[]): void {
    const kept = new Set(partitions.map((partition) => partitionKey(partition)))
    const isTouched = this.#batch !== null && [...this.#batch.offsets.keys()].some((key) => !kept.has(key))
    if (isTouched) this.#loseBatch()
  }

  lose(): void {
    this.#loseBatch()
  }

  die(): void {
    this.#conversation.hangUp()
    this.#producer?.sends.giveUp()
    this.#producer = null
    this.#batch?.transaction.forget()
    this.#batch = null
  }

  #newBatch(identity: MemberIdentity): Batch {
    const running = this.#context.clientHistory.beginOperation({ process: this.#process, producer: 'transactional' })
    return { transaction: new RunningTransaction(running), identity, offsets: new Map(), isHandedIn: false, isLate: false }
  }

  /** Who it is to the leaders of what it writes: another one with each producer epoch. */
  get #process(): string {
    const { identity } = this.#producer ?? {}
    return `${this.#options.process}/${identity?.producerId}.${identity?.producerEpoch}`
  }

  #askForEpoch(): string {
    const { transactionalId } = this.#options
    const request = { transactionalId, transactionTimeoutMs: TRANSACTION_TIMEOUT_MS }
    this.#conversation.ask({ api: 'InitProducerId', request }, { brokerId: null }, ({ error, producerId, producerEpoch }) => {
      if (error === 'NONE') this.#speakAs({ transactionalId, producerId, producerEpoch })
    })
    return `asks for an epoch of ${transactionalId}`
  }

  #speakAs(identity: TransactionalIdentity): void {
    this.#producer = { identity, sends: new SequencedSends(this.#context, { ...identity, apiVersion: PROTOCOL.produceVersion }) }
  }

  #handIn(producer: TransactionalIdentity, batch: Batch): string {
    const { groupId, process } = this.#options
    const { identity } = batch
    const { memberId, generation: generationId, groupInstanceId } = identity
    const offsets = [...batch.offsets.values()]
    const topicIds = new Map(offsets.map(({ partition }) => [partition.topic, partition.topicId]))
    const metadata = this.#context.audit.groups.noteCommit({ groupId, process, identity, topicIds })
    const committer = { groupId, generationId, memberId, groupInstanceId }
    const request = commitOffsets(
      PROTOCOL,
      producer,
      committer,
      offsets.map((offset) => ({ ...offset, metadata })),
    )
    batch.transaction.isBegun = true
    this.#conversation.ask(request, { brokerId: null }, ({ topics }) => {
      const errors = topics.flatMap(({ partitions }) => partitions.map(({ error }) => error))
      const error = errors.find((each) => each !== 'NONE')
      if (error !== undefined) this.#hearError(batch, error)
      else if (
        offsets.length === batch.offsets.size &&
        offsets.every((offset) => batch.offsets.get(partitionKey(offset.partition)) === offset)
      ) {
        batch.isHandedIn = true
      }
    })
    return `hands in offsets as ${memberId} of ${generationId}`
  }

  #end(producer: TransactionalIdentity, batch: Batch): string {
    const { transaction } = batch
    if (transaction.ending === null) transaction.askFor('commit')
    if (!transaction.isBegun) {
      this.#finish(batch)
      return 'ends nothing'
    }
    const request = endTransaction(PROTOCOL, producer, transaction.ending === 'commit')
    this.#conversation.ask(request, { brokerId: null }, ({ error, producerId, producerEpoch }) => {
      if (error !== 'NONE') return this.#hearError(batch, error)
      this.#finish(batch)
      this.#speakAs({ ...producer, producerId, producerEpoch })
    })
    return `${transaction.ending}s`
  }

  #finish(batch: Batch): void {
    batch.transaction.end()
    this.#batch = null
    if (batch.transaction.ending === 'abort' || batch.isLate) this.#readAgain()
  }

  #hearError(batch: Batch, error: KafkaErrorName): void {
    if (MEMBER_ERRORS.has(error)) {
      if (batch.transaction.ending === null) batch.transaction.askFor('abort')
      if (!batch.isLate) this.#membership.hear(error, batch.identity)
      return
    }
    if (kafkaError(error).retriable) return
    if (error === 'TRANSACTION_ABORTABLE' && batch.transaction.ending === null) batch.transaction.askFor('abort')
    else this.#beginAgain()
  }

  #loseBatch(): void {
    const batch = this.#batch
    if (batch === null) return
    batch.isLate = true
    const isTried = this.#context.chance.isPercent(TRY_ALL_THE_SAME_PERCENT)
    if (batch.transaction.ending === null && !isTried) batch.transaction.askFor('abort')
  }

  #beginAgain(): void {
    this.die()
    this.#readAgain()
  }
}

/** The group's coordinator refuses the member, and not the producer. */
const MEMBER_ERRORS: ReadonlySet<KafkaErrorName> = new Set([
  'UNKNOWN_MEMBER_ID',
  'ILLEGAL_GENERATION',
  'FENCED_INSTANCE_ID',
  'STALE_MEMBER_EPOCH',
  'REBALANCE_IN_PROGRESS',
  'GROUP_ID_NOT_FOUND',
  // A topic that it read is gone.
  'UNKNOWN_TOPIC_OR_PARTITION',
])
