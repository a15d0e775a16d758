// What an open socket is, and what of it survives while the object sleeps. The platform keeps up to 16 KiB with each hibernating socket;
// everything a session must remember fits in there, and the object rebuilds its sessions from it when it wakes.
import { forgetOldestRedelivery } from './group-subscription.ts'
import type { GroupSubscription } from './group-subscription.ts'
import type { IsolationLevel } from '../../../schema/kafka/requests/fetch.ts'
import type { Heartbeat } from '../../../schema/broker-line.ts'
import type { TransactionHolder } from '../../../schema/kafka/transaction-client.ts'
import { MAX_SOCKET_ATTACHMENT_BYTES } from '../../../schema/limits.ts'

/** A JSON socket of a client. */
export type JsonSession = {
  readonly kind: 'json'
  readonly keyId: string
  readonly mayProduce: boolean
  readonly mayRead: boolean
  /** Absent in sockets of an earlier version. */
  readonly mayConsume?: boolean
  readonly topicPrefix: string
  subscriptions: Subscription[]
  /** The groups that it is a member of. */
  groups: readonly GroupSubscription[]
  /** Null unless the client watches the cluster's events. */
  watch: Watch | null
  /** The transactional ids that this client has begun transactions with, and what it writes with. */
  transactions: readonly TransactionHolder[]
}

/** How far the events of the cluster were sent to a client that watches. */
export type Watch = {
  /** Sequence of the next event. */
  nextSequence: number
  /** Up to here the client says it has seen them. */
  seenSequence: number
  /** Bytes sent since the client last said so. */
  unconfirmedBytes: number
  /** Whether it was told that it lags. */
  isLagging: boolean
}

/** A reader at the edge that waits for something to read. */
export type WaiterSession = {
  readonly kind: 'waiter'
  readonly keyId: string
  readonly topic: string
  /** One partition, or null for all of the topic. */
  readonly partition: number | null
  /** Absent in sockets of an earlier version: see isolationOf. */
  readonly isolation?: IsolationLevel
  /** True while the reader has nothing to read and wants to be told. */
  armed: boolean
}

/** A reader at the edge that waits for any event. */
export type EventWaiterSession = {
  readonly kind: 'eventWaiter'
  readonly keyId: string
  armed: boolean
}

/** A client of the binary protocol, connected to one broker at the edge. What is absent or null is not watched. */
export type KafkaSession = {
  readonly kind: 'kafka'
  readonly keyId: string
  readonly brokerId: number
  /** By which its requests, which come another way, say whose they are. */
  readonly connectionId: string
  polls?: WatchedPolls | null
  member?: WatchedMember | null
  /** Whether the edge shows the cluster as it was told. */
  isLooking?: boolean
  /** Whether the edge waits until the broker can be reached. */
  isUnheard?: boolean
}

/** What the edge's last fetch read, by topic: it has an answer to the next one as long as nothing moves there. */
export type WatchedPolls =
  | readonly (readonly [topic: string, partitions: readonly number[]])[]
  /** Too much to be remembered: anything that moves anywhere counts. */
  | 'everything'

/** A member of a group whose heartbeats the edge answers. */
export type WatchedMember = {
  readonly beat: Heartbeat
  /** On the cluster's clock. */
  readonly vouchedUntilMs: number
}

export type Session = JsonSession | WaiterSession | EventWaiterSession | KafkaSession

/** A cursor over a topic that moves as long as there are permits. */
export type Subscription = {
  readonly name: string
  readonly topic: string
  /** As schema/records/cursor.ts writes it. */
  cursor: string
  /** Records the client will still take. */
  permits: number
  /** Bytes sent since the client last gave permits; what is sent and never read piles up in the object. */
  unconfirmedBytes: number
  /** Whether the client knows that it has everything. */
  caughtUp: boolean
  readonly as: 'auto' | 'json' | 'string' | 'binary'
  /** Absent in sockets of an earlier version: see isolationOf. */
  readonly isolation?: IsolationLevel
}

/** Whether the session can be remembered. A socket with too many subscriptions on too many partitions cannot. */
export function canRemember(session: Session): boolean {
  return bytesOf(session).length <= MAX_SOCKET_ATTACHMENT_BYTES
}

/** What was sent back is counted as far as there is room: beyond that the oldest are counted from the beginning again. */
export function remember(socket: WebSocket, session: Session): void {
  let bytes = bytesOf(session)
  while (bytes.length > MAX_SOCKET_ATTACHMENT_BYTES && session.kind === 'json' && forgetOldestRedelivery(session.groups)) {
    bytes = bytesOf(session)
  }
  socket.serializeAttachment(bytes)
}

/** As bytes, since the platform counts those: it keeps a text in two bytes a character as soon as one of them is Chinese. */
function bytesOf(session: Session): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(session))
}

export function recall(socket: WebSocket): Session | null {
  const kept: unknown = socket.deserializeAttachment()
  // A socket that was opened by an earlier version remembers a text.
  const text = kept instanceof Uint8Array ? new TextDecoder().decode(kept) : kept
  if (typeof text !== 'string') return null
  const session = JSON.parse(text) as Session
  // A socket that was opened by an earlier version does not know of watching, of transactions and of groups.
  if (session.kind !== 'json') return session
  const { watch = null, transactions = [], groups = [] } = session as Partial<JsonSession>
  return { ...session, watch, transactions, groups }
}

export function isolationOf({ isolation = 'read_uncommitted' }: { readonly isolation?: IsolationLevel }): IsolationLevel {
  return isolation
}
