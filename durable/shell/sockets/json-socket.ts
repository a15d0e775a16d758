// One client on the JSON socket: what it asks, frame by frame, and what it is sent. A frame that is not understood gets an error and never
// a close. docs/socket.md describes the frames.
import { kafkaError } from '../../../schema/kafka/errors.ts'
import type { KafkaErrorName } from '../../../schema/kafka/errors.ts'
import type { IsolationLevel } from '../../../schema/kafka/requests/fetch.ts'
import { MAX_PERMITS, MAX_SUBSCRIPTIONS_PER_SOCKET } from '../../../schema/limits.ts'
import type { RecordOutcome, RefusedSequence } from '../../../schema/records/produce-call.ts'
import { instantText } from '../../../schema/records/timestamp.ts'
import type { Home } from '../home.ts'
import { logFailedRequest } from '../logger.ts'
import { PUT_BACK } from '../runtime.ts'
import { parseFrame } from './frame.ts'
import type { Frame } from './frame.ts'
import type { FreshEvents } from './fresh-events.ts'
import type { Moved } from './moved.ts'
import { canRemember, remember } from './session.ts'
import type { JsonSession, Subscription } from './session.ts'
import { say } from './say.ts'
import { senderOfFrame } from './frame-sender.ts'
import { produceFrame } from './socket-produce.ts'
import { SocketGroups } from './socket-groups.ts'
import { SocketTransactions } from './socket-transactions.ts'
import { deliver, startCursor } from './subscription.ts'
import type { Delivered } from './subscription.ts'
import { Watcher } from './watcher.ts'

type FrameId = Frame['id']

export class JsonSocket {
  readonly #socket: WebSocket
  readonly #session: JsonSession
  readonly #home: Home
  /** Subscriptions that are being delivered to right now, so that two deliveries never cross, and whether there is more by now. */
  readonly #delivering = new Map<Subscription, { again: boolean }>()
  readonly #watcher: Watcher
  readonly #transactions: SocketTransactions
  readonly #groups: SocketGroups

  constructor(socket: WebSocket, session: JsonSession, home: Home) {
    this.#socket = socket
    this.#session = session
    this.#home = home
    this.#watcher = new Watcher(socket, session, home)
    this.#transactions = new SocketTransactions(socket, session, home)
    this.#groups = new SocketGroups(socket, session, home)
  }

  async onMessage(message: string | ArrayBuffer): Promise<void> {
    const parsed = parseFrame(message)
    if (!parsed.ok) {
      this.#refuse(parsed.id, 'INVALID_REQUEST', parsed.detail)
      return
    }
    try {
      await this.#onFrame(parsed.frame)
    } catch (failure) {
      // The socket is closed, and its client starts anew.
      if (failure === PUT_BACK) return
      logFailedRequest(failure)
      this.#refuse(parsed.frame.id, 'UNKNOWN_SERVER_ERROR', 'The frame could not be served.')
    }
  }

  /** Something happened: new records, topics that came or went, and events for whoever watches. */
  onCommit(moved: Moved, fresh: FreshEvents): void {
    for (const subscription of this.#session.subscriptions) if (moved.concerns(subscription.topic, null)) void this.#deliver(subscription)
    this.#watcher.onCommit(fresh)
    this.#groups.onCommit()
  }

  /** The socket is closed. */
  onGone(): void {
    this.#groups.onGone()
  }

  async #onFrame(frame: Frame): Promise<void> {
    switch (frame.type) {
      case 'produce':
        return frame.members.has('transactional_id') ? this.#transactions.inOrder(() => this.#produce(frame)) : this.#produce(frame)
      case 'begin':
      case 'send_offsets':
      case 'commit_transaction':
      case 'abort_transaction':
        return this.#transactions.onFrame(frame)
      case 'subscribe':
        return this.#groups.isMeant(frame) ? this.#groups.onFrame(frame) : this.#subscribe(frame)
      case 'unsubscribe':
        return this.#groups.isMeant(frame) ? this.#groups.onFrame(frame) : this.#unsubscribe(frame)
      case 'permit':
        return this.#groups.isMeant(frame) ? this.#groups.onFrame(frame) : this.#permit(frame)
      case 'ack':
      case 'nack':
      case 'commit':
      case 'seek':
      case 'pause':
      case 'resume':
      case 'released':
        return this.#groups.onFrame(frame)
      case 'watch':
      case 'seen':
      case 'unwatch':
        return this.#watcher.onFrame(frame)
      case 'ping':
        return this.#send({ type: 'pong', id: frame.id })
      default:
        return this.#refuse(frame.id, 'INVALID_REQUEST', `Unknown type: ${frame.type.slice(0, 100)}.`)
    }
  }

  async #produce(frame: Frame): Promise<void> {
    const topic = frame.members.get('topic')
    if (typeof topic !== 'string') return this.#refuse(frame.id, 'INVALID_REQUEST', 'topic is missing.')
    if (!this.#session.mayProduce) return this.#refuse(frame.id, 'TOPIC_AUTHORIZATION_FAILED', 'The key does not have the scope produce.')
    if (!this.#mayTouch(topic)) return this.#refuse(frame.id, 'TOPIC_AUTHORIZATION_FAILED', 'The key is for other topics.')
    if (frame.records.length === 0) return this.#refuse(frame.id, 'INVALID_REQUEST', 'records is missing or empty.')
    const from = senderOfFrame(frame, this.#session.transactions)
    if (!from.ok) return this.#refuse(frame.id, from.code, from.detail)
    const outcomes = await produceFrame(this.#home, topic, frame.records, from.sender)
    say(this.#socket, ackText(frame.id, topic, outcomes))
  }

  async #subscribe(frame: Frame): Promise<void> {
    const { members } = frame
    const topic = members.get('topic')
    const name = members.get('subscription') ?? topic
    if (typeof topic !== 'string' || typeof name !== 'string') return this.#refuse(frame.id, 'INVALID_REQUEST', 'topic is missing.')
    if (!this.#session.mayRead) return this.#refuse(frame.id, 'TOPIC_AUTHORIZATION_FAILED', 'The key does not have the scope observe.')
    if (!this.#mayTouch(topic)) return this.#refuse(frame.id, 'TOPIC_AUTHORIZATION_FAILED', 'The key is for other topics.')
    const options = optionsOf(members)
    if (!options.ok) return this.#refuse(frame.id, 'INVALID_REQUEST', options.detail)
    if (this.#named(name) !== undefined) return this.#refuse(frame.id, 'INVALID_REQUEST', `There is a subscription ${name} already.`)
    if (this.#session.subscriptions.length >= MAX_SUBSCRIPTIONS_PER_SOCKET) {
      return this.#refuse(frame.id, 'INVALID_REQUEST', `A socket has at most ${MAX_SUBSCRIPTIONS_PER_SOCKET} subscriptions.`)
    }
    const start = await startCursor(this.#home, topic, members, options.isolation)
    if (!start.ok) return this.#refuse(frame.id, start.code, start.detail)
    const { cursor } = start
    const { permits, as, isolation } = options
    const subscription: Subscription = { name, topic, cursor, permits, unconfirmedBytes: 0, caughtUp: false, as, isolation }
    this.#session.subscriptions.push(subscription)
    if (!canRemember(this.#session)) {
      this.#drop(subscription)
      return this.#refuse(
        frame.id,
        'INVALID_REQUEST',
        'The cursors of this socket have grown too large to be remembered: use another socket.',
      )
    }
    this.#remember()
    this.#send({ type: 'subscribed', id: frame.id, subscription: name, topic, cursor })
    await this.#deliver(subscription)
  }

  #unsubscribe(frame: Frame): void {
    const subscription = this.#named(frame.members.get('subscription'))
    if (subscription === undefined) return this.#refuse(frame.id, 'INVALID_REQUEST', 'There is no such subscription.')
    this.#drop(subscription)
    this.#remember()
    this.#send({ type: 'unsubscribed', id: frame.id, subscription: subscription.name, cursor: subscription.cursor })
  }

  async #permit(frame: Frame): Promise<void> {
    const subscription = this.#named(frame.members.get('subscription'))
    const permits = frame.members.get('permits')
    if (subscription === undefined) return this.#refuse(frame.id, 'INVALID_REQUEST', 'There is no such subscription.')
    if (!isPermits(permits)) return this.#refuse(frame.id, 'INVALID_REQUEST', `permits is a whole number from 0 to ${MAX_PERMITS}.`)
    subscription.permits = Math.min(MAX_PERMITS, subscription.permits + permits)
    // Whoever gives permits has read what came before, or at least says so; until then only so much is sent.
    subscription.unconfirmedBytes = 0
    this.#remember()
    await this.#deliver(subscription)
  }

  /** Sends what there is to read and may be sent. */
  async #deliver(subscription: Subscription): Promise<void> {
    const running = this.#delivering.get(subscription)
    if (running !== undefined) {
      running.again = true
      return
    }
    const delivery = { again: false }
    this.#delivering.set(subscription, delivery)
    try {
      let outcome: Delivered
      do {
        delivery.again = false
        outcome = await deliver(this.#home, subscription, (text) => say(this.#socket, text))
      } while (outcome.ok && delivery.again)
      if (!outcome.ok) {
        this.#drop(subscription)
        this.#refuse(null, outcome.code, outcome.detail, subscription.name)
      }
      this.#remember()
    } catch (failure) {
      if (failure !== PUT_BACK) throw failure
    } finally {
      this.#delivering.delete(subscription)
    }
  }

  #mayTouch(topic: string): boolean {
    return topic.startsWith(this.#session.topicPrefix)
  }

  #named(name: unknown): Subscription | undefined {
    return this.#session.subscriptions.find((subscription) => subscription.name === name)
  }

  #drop(subscription: Subscription): void {
    this.#session.subscriptions = this.#session.subscriptions.filter((kept) => kept !== subscription)
  }

  #remember(): void {
    remember(this.#socket, this.#session)
  }

  #send(frame: Readonly<Record<string, unknown>>): void {
    say(this.#socket, JSON.stringify(frame))
  }

  #refuse(id: FrameId, code: KafkaErrorName, detail: string, subscription?: string): void {
    const about = subscription === undefined ? {} : { subscription }
    this.#send({ type: 'error', id, ...about, code, detail, retriable: kafkaError(code).retriable })
  }
}

type Options = { readonly ok: true; readonly permits: number; readonly as: Subscription['as']; readonly isolation: IsolationLevel }

/** How a subscription wants its records, or what is wrong with that. */
function optionsOf(members: Frame['members']): Options | { readonly ok: false; readonly detail: string } {
  const permits = members.get('permits') ?? 0
  const as = members.get('as') ?? 'auto'
  const isolation = members.get('isolation') ?? 'read_uncommitted'
  if (!isPermits(permits)) return { ok: false, detail: `permits is a whole number from 0 to ${MAX_PERMITS}.` }
  if (as !== 'auto' && as !== 'json' && as !== 'string' && as !== 'binary') return { ok: false, detail: 'as is json, string or binary.' }
  if (isolation !== 'read_uncommitted' && isolation !== 'read_committed')
    return { ok: false, detail: 'isolation is read_uncommitted or read_committed.' }
  return { ok: true, permits, as, isolation }
}

function isPermits(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= MAX_PERMITS
}

/** Built by joining strings: acknowledgements are the hot path of the socket. */
function ackText(id: FrameId, topic: string, outcomes: readonly RecordOutcome[]): string {
  return `{"type":"ack","id":${JSON.stringify(id)},"topic":${JSON.stringify(topic)},"results":[${outcomes.map(resultText).join(',')}]}`
}

function resultText(outcome: RecordOutcome): string {
  if (outcome.kind === 'stored') {
    const { partitionId, offset, timestampMs, isDuplicate } = outcome
    const mark = isDuplicate ? ',"duplicate":true' : ''
    return `{"partition_id":${partitionId},"offset":${offset},"timestamp":${JSON.stringify(instantText(timestampMs))}${mark}}`
  }
  const code = outcome.kind === 'failed' ? outcome.error : 'INVALID_RECORD'
  const detail = outcome.message ?? kafkaError(code).message
  const producer = outcome.kind === 'failed' && outcome.producer !== undefined ? producerText(outcome.producer) : ''
  return `{"code":"${code}","detail":${JSON.stringify(detail)},"retriable":${kafkaError(code).retriable}${producer}}`
}

/** What the leader knows of a producer that it refused, so that the client can go on. */
function producerText({ producerEpoch, expectedSequence, receivedSequence }: RefusedSequence): string {
  return `,"producer_epoch":${producerEpoch},"producer_expected_seq":${expectedSequence},"producer_received_seq":${receivedSequence}`
}
