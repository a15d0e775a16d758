// Members of groups on the JSON socket: a subscription with a `group` is one. It is told what it is given and what it loses, is sent records as far as
// its permits reach, and says what it has done with them. The socket is its sign of life: when it closes, the member leaves.
import type * as z from 'zod'
import { groupSubscribeFrame, partitionsFrame, permitFrame, recordFrame, subscriptionFrame } from '../../../schema/api/socket-groups.ts'
import { isKafkaErrorName, kafkaError } from '../../../schema/kafka/errors.ts'
import type { KafkaErrorName } from '../../../schema/kafka/errors.ts'
import type { TopicPartition } from '../../../schema/kafka/topic-partition.ts'
import {
  MAX_CONSUMER_TIMEOUT_MS,
  MAX_FETCH_BYTES,
  MAX_PERMITS,
  MAX_SUBSCRIPTIONS_PER_SOCKET,
  MAX_UNCONFIRMED_BYTES,
  MEMBER_LOOK_WAIT_MS,
  REVOKE_GRACE_MS,
  STREAM_JOIN_WAIT_MS,
} from '../../../schema/limits.ts'
import type { Callback } from '../../engine/consumer/consumer.ts'
import type { ConsumerAnswer, ConsumerCall, PolledRecord } from '../consumers/consumer-call.ts'
import { drawUuid } from '../entropy.ts'
import type { Home } from '../home.ts'
import type { Frame } from './frame.ts'
import { countRedelivery, forgetRedeliveries } from './group-subscription.ts'
import type { GroupSubscription } from './group-subscription.ts'
import { assignedText, groupRecordsText } from './group-texts.ts'
import { canRemember, remember } from './session.ts'
import type { JsonSession } from './session.ts'
import { PUT_BACK } from '../runtime.ts'
import { say } from './say.ts'

/** Records of one frame; a client should not have to parse megabytes at a time. */
const MAX_RECORDS_PER_FRAME = 500
const UNKNOWN_LEADER_EPOCH = -1

type Done = Extract<ConsumerAnswer, { done: true }>

export class SocketGroups {
  readonly #socket: WebSocket
  readonly #session: JsonSession
  readonly #home: Home
  /** Members that are looked after right now, and whether there is more to do by now. */
  readonly #busy = new Map<GroupSubscription, { again: boolean }>()
  #isGone = false
  readonly #graces = new Map<GroupSubscription, ReturnType<typeof setTimeout>>()

  constructor(socket: WebSocket, session: JsonSession, home: Home) {
    this.#socket = socket
    this.#session = session
    this.#home = home
  }

  /** Whether a frame is about a member rather than about a reader without a group. */
  isMeant({ type, members }: Frame): boolean {
    if (type === 'subscribe') return members.has('group')
    return type !== 'permit' && type !== 'unsubscribe' ? true : this.#named(members.get('subscription')) !== undefined
  }

  onCommit(): void {
    for (const subscription of this.#session.groups) void this.#look(subscription)
  }

  /** The socket is closed: its members leave. */
  onGone(): void {
    this.#isGone = true
    for (const subscription of this.#session.groups) void this.#call(subscription, { kind: 'close' })
  }

  async onFrame(frame: Frame): Promise<void> {
    if (frame.type === 'subscribe') return this.#subscribe(frame)
    const subscription = this.#named(frame.members.get('subscription'))
    if (subscription === undefined) return this.#refuse(frame.id, 'INVALID_REQUEST', 'There is no such subscription.')
    await this.#onOwnFrame(frame, subscription)
    this.#remember()
    await this.#look(subscription)
  }

  async #onOwnFrame(frame: Frame, subscription: GroupSubscription): Promise<void> {
    switch (frame.type) {
      case 'permit':
        return this.#with(frame, permitFrame, ({ permits }) => this.#permit(subscription, permits))
      case 'ack':
        return this.#with(frame, recordFrame, (place) => this.#acknowledge(frame, subscription, place))
      case 'nack':
        return this.#with(frame, recordFrame, (place) => this.#sendBack(frame, subscription, place))
      case 'seek':
        return this.#with(frame, recordFrame, (place) =>
          this.#answer(frame, subscription, 'sought', { kind: 'seek', offsets: [offsetOf(place)] }),
        )
      case 'commit':
        return this.#answer(frame, subscription, 'committed', { kind: 'commit', offsets: null, isAsync: false })
      case 'pause':
      case 'resume':
        return this.#with(frame, partitionsFrame, (body) => this.#setPaused(frame, subscription, body.partitions))
      case 'released':
        return this.#with(frame, subscriptionFrame, () => this.#release(subscription))
      default:
        return this.#unsubscribe(frame, subscription)
    }
  }

  async #subscribe(frame: Frame): Promise<void> {
    await this.#with(frame, groupSubscribeFrame, async (body) => {
      const topics = body.topics ?? [body.topic ?? '']
      const subscription = subscriptionOf(body)
      const refusal = this.#refuseSubscription(subscription, topics)
      if (refusal !== null) return this.#refuse(frame.id, ...refusal)
      const { name, groupId, consumer } = subscription
      const made = await this.#home.consumers.create({
        groupId,
        name: consumer,
        door: 'socket',
        options: {},
        topicPrefix: this.#session.topicPrefix,
        timeoutMs: MAX_CONSUMER_TIMEOUT_MS,
        configs: configsOf(body),
      })
      if (!made.done) return this.#refuse(frame.id, codeOf(made.reason), made.message)
      this.#session.groups = [...this.#session.groups, subscription]
      await this.#call(subscription, { kind: 'subscribe', topics })
      this.#remember()
      this.#send({ type: 'subscribed', id: frame.id, subscription: name, group: groupId, consumer })
      await this.#look(subscription)
    })
  }

  #refuseSubscription(wanted: GroupSubscription, topics: readonly string[]): [KafkaErrorName, string] | null {
    const { mayConsume, topicPrefix, groups, subscriptions } = this.#session
    const { name, groupId: group } = wanted
    if (!mayConsume) return ['GROUP_AUTHORIZATION_FAILED', 'The key does not have the scope consume.']
    if (!group.startsWith(topicPrefix)) return ['GROUP_AUTHORIZATION_FAILED', 'The key is for other groups.']
    if (!topics.every((topic) => topic.startsWith(topicPrefix))) return ['TOPIC_AUTHORIZATION_FAILED', 'The key is for other topics.']
    if ([...groups, ...subscriptions].some((known) => known.name === name)) {
      return ['INVALID_REQUEST', `There is a subscription ${name} already.`]
    }
    const isMany = groups.length + subscriptions.length >= MAX_SUBSCRIPTIONS_PER_SOCKET
    // What was sent back makes room.
    const kept = groups.map((one) => Object.assign({}, one, { redeliveries: [] }))
    const isFull = isMany || !canRemember({ ...this.#session, groups: [...kept, wanted] })
    return isFull ? ['INVALID_REQUEST', 'This socket holds as much as it can remember: use another socket.'] : null
  }

  #permit(subscription: GroupSubscription, permits: number): void {
    subscription.permits = Math.min(MAX_PERMITS, subscription.permits + permits)
    subscription.unconfirmedBytes = 0
  }

  /** Of this record and all before it in its partition. */
  async #acknowledge(frame: Frame, subscription: GroupSubscription, place: Place): Promise<void> {
    const { offset, ...partition } = offsetOf(place)
    const committed = { ...partition, offset: offset + 1, leaderEpoch: UNKNOWN_LEADER_EPOCH, metadata: '' }
    forgetRedeliveries(subscription, partition, offset)
    await this.#answer(frame, subscription, 'acked', { kind: 'commit', offsets: [committed], isAsync: false })
  }

  /** The record comes again, and all behind it in its partition: a partition is read in order. */
  async #sendBack(frame: Frame, subscription: GroupSubscription, place: Place): Promise<void> {
    const { offset, ...partition } = offsetOf(place)
    const answer = await this.#call(subscription, { kind: 'seek', offsets: [{ ...partition, offset }] })
    if (answer === null) return
    const count = countRedelivery(subscription, partition, offset)
    this.#send({ type: 'nacked', id: frame.id, subscription: subscription.name, redelivery_count: count })
  }

  async #setPaused(frame: Frame, subscription: GroupSubscription, given: readonly Omit<Place, 'offset'>[] | undefined): Promise<void> {
    const kind = frame.type === 'pause' ? 'pause' : 'resume'
    const described = given === undefined ? await this.#call(subscription, { kind: 'describe' }) : null
    const partitions =
      given?.map(partitionOf) ?? described?.view?.partitions.map(({ topic, partitionIndex }) => ({ topic, partitionIndex }))
    await this.#answer(frame, subscription, `${kind}d`, { kind, partitions: partitions ?? [] })
  }

  async #unsubscribe(frame: Frame, subscription: GroupSubscription): Promise<void> {
    this.#drop(subscription)
    await this.#call(subscription, { kind: 'close' })
    this.#send({ type: 'unsubscribed', id: frame.id, subscription: subscription.name })
  }

  /** Looks after a member until there is nothing left to do for it. */
  async #look(subscription: GroupSubscription): Promise<void> {
    const running = this.#busy.get(subscription)
    if (running !== undefined) {
      running.again = true
      return
    }
    const state = { again: true }
    this.#busy.set(subscription, state)
    try {
      while (state.again && this.#session.groups.includes(subscription)) {
        state.again = false
        if (subscription.isReleasing) this.#startGrace(subscription)
        else if (await this.#lookOnce(subscription)) state.again = true
      }
    } finally {
      this.#busy.delete(subscription)
      this.#remember()
    }
  }

  /** Whether something came of it, so that there may be more. */
  async #lookOnce(subscription: GroupSubscription): Promise<boolean> {
    const isFull = subscription.unconfirmedBytes >= MAX_UNCONFIRMED_BYTES
    const answer = await this.#call(subscription, {
      kind: 'poll',
      waitMs: MEMBER_LOOK_WAIT_MS,
      joinWaitMs: STREAM_JOIN_WAIT_MS,
      maxRecords: isFull ? 0 : Math.min(subscription.permits, MAX_RECORDS_PER_FRAME),
      maxBytes: MAX_FETCH_BYTES,
      runsCallbacks: true,
    })
    if (answer === null) return false
    if (answer.callbacks.length > 0) return this.#tell(subscription, answer.callbacks)
    if (answer.records.length === 0) return false
    return this.#deliver(subscription, answer.records)
  }

  async #tell(subscription: GroupSubscription, callbacks: readonly Callback[]): Promise<boolean> {
    for (const callback of callbacks) this.#sendText(assignedText(subscription.name, callback))
    subscription.isReleasing = subscription.acks === 'manual' && callbacks.some(({ kind }) => kind === 'revoked')
    if (!subscription.isReleasing) await this.#call(subscription, { kind: 'callbacksDone' })
    return true
  }

  async #deliver(subscription: GroupSubscription, records: readonly PolledRecord[]): Promise<boolean> {
    subscription.permits -= records.length
    const text = groupRecordsText(subscription, records)
    subscription.unconfirmedBytes += text.length
    this.#sendText(text)
    if (subscription.acks === 'auto') await this.#call(subscription, { kind: 'commit', offsets: null, isAsync: false })
    return true
  }

  /** The partitions go to others when the client says so, or when it has had time enough. */
  #startGrace(subscription: GroupSubscription): void {
    if (this.#graces.has(subscription)) return
    const timer = setTimeout(() => void this.#release(subscription).then(() => this.#look(subscription)), REVOKE_GRACE_MS)
    this.#graces.set(subscription, timer)
  }

  async #release(subscription: GroupSubscription): Promise<void> {
    const grace = this.#graces.get(subscription)
    if (grace !== undefined) clearTimeout(grace)
    this.#graces.delete(subscription)
    if (!subscription.isReleasing) return
    subscription.isReleasing = false
    await this.#call(subscription, { kind: 'callbacksDone' })
  }

  async #answer(frame: Frame, subscription: GroupSubscription, type: string, call: ConsumerCall): Promise<void> {
    const answer = await this.#ask(subscription, call)
    if (answer.done) this.#send({ type, id: frame.id, subscription: subscription.name })
    else this.#refuse(frame.id, codeOf(answer.reason), answer.message)
  }

  /** A cluster that was put back has nobody of this socket, which is closed. */
  async #ask({ groupId, consumer: name }: GroupSubscription, call: ConsumerCall): Promise<ConsumerAnswer> {
    try {
      return await this.#home.consumers.call({ groupId, name, topicPrefix: this.#session.topicPrefix }, call)
    } catch (cause) {
      if (cause !== PUT_BACK) throw cause
      return { done: false, reason: 'CONSUMER_NOT_FOUND', message: PUT_BACK.message }
    }
  }

  /** Null when it could not be done: the client was told why. A consumer that is gone ends the subscription. */
  async #call(subscription: GroupSubscription, call: ConsumerCall): Promise<Done | null> {
    const answer = await this.#ask(subscription, call)
    if (answer.done) return answer
    if (answer.reason === 'CONSUMER_NOT_FOUND') this.#drop(subscription)
    this.#refuse(null, codeOf(answer.reason), answer.message, subscription.name)
    return null
  }

  async #with<Schema extends z.ZodType>(
    frame: Frame,
    schema: Schema,
    work: (body: z.output<Schema>) => void | Promise<void>,
  ): Promise<void> {
    const own = [...frame.members].filter(([member]) => member !== 'type' && member !== 'id')
    const parsed = schema.safeParse(Object.fromEntries(own))
    if (parsed.success) return work(parsed.data)
    const [issue] = parsed.error.issues
    this.#refuse(
      frame.id,
      'INVALID_REQUEST',
      `${issue?.path.map(String).join('.') ?? ''}: ${issue?.message ?? 'not valid'}`.replace(/^: /, ''),
    )
  }

  #named(name: unknown): GroupSubscription | undefined {
    return this.#session.groups.find((subscription) => subscription.name === name)
  }

  #drop(subscription: GroupSubscription): void {
    this.#session.groups = this.#session.groups.filter((kept) => kept !== subscription)
  }

  #remember(): void {
    if (!this.#isGone) remember(this.#socket, this.#session)
  }

  #send(frame: Readonly<Record<string, unknown>>): void {
    this.#sendText(JSON.stringify(frame))
  }

  /** What comes of a call may come after the client has gone. */
  #sendText(text: string): void {
    if (!this.#isGone) say(this.#socket, text)
  }

  #refuse(id: Frame['id'], code: KafkaErrorName, detail: string, subscription?: string): void {
    const about = subscription === undefined ? {} : { subscription }
    this.#send({ type: 'error', id, ...about, code, detail, retriable: kafkaError(code).retriable })
  }
}

type Place = Omit<z.output<typeof recordFrame>, 'subscription'>

function partitionOf({ topic_name: topic, partition_id: partitionIndex }: Omit<Place, 'offset'>): TopicPartition {
  return { topic, partitionIndex }
}

function offsetOf({ topic_name: topic, partition_id: partitionIndex, offset }: Place): TopicPartition & { readonly offset: number } {
  return { topic, partitionIndex, offset }
}

function subscriptionOf(body: z.output<typeof groupSubscribeFrame>): GroupSubscription {
  const { group: groupId, subscription: name = groupId, as = 'auto', acks = 'auto', permits = 0 } = body
  const place = { name, groupId, consumer: `socket-consumer-${drawUuid()}` }
  return { ...place, as, acks, permits, unconfirmedBytes: 0, isReleasing: false, redeliveries: [] }
}

function configsOf(body: z.output<typeof groupSubscribeFrame>): readonly (readonly [name: string, value: string])[] {
  return [
    ['group.id', body.group],
    ['enable.auto.commit', 'false'],
    ['auto.offset.reset', body.from ?? 'latest'],
    ['isolation.level', body.isolation ?? 'read_uncommitted'],
    ...(body.instance_id === undefined ? [] : [['group.instance.id', body.instance_id] as const]),
    ...(body.assignor === undefined ? [] : [['partition.assignment.strategy', body.assignor] as const]),
  ]
}

function codeOf(reason: string): KafkaErrorName {
  if (isKafkaErrorName(reason)) return reason
  return reason === 'CONSUMER_NOT_FOUND' ? 'UNKNOWN_MEMBER_ID' : 'INVALID_REQUEST'
}
