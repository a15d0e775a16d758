// The fetch sessions of one connection, and what a fetch means with regard to them: no session, a new one, the next step of one, or an error.
// Kafka keeps the sessions of all connections together; here each lives with its connection, and a client that comes back on another one opens
// another session, as it has to when a broker's cache was full.
// Source: org.apache.kafka.server.FetchManager, FetchContext and FetchSessionCacheShard of Kafka 4.3.
import type { FetchPartitionData } from '../../../../schema/kafka/requests/fetch.ts'
import { MAX_FETCH_SESSIONS, MAX_FETCH_SESSION_PARTITIONS } from '../../../../schema/protocol-limits.ts'
import { FetchSession, FINAL_EPOCH, INITIAL_EPOCH } from './fetch-session.ts'
import type { WantedPartition } from './wanted-partition.ts'

const NO_SESSION = 0
const LARGEST_SESSION_ID = 0x7fffffff

/** What of a fetch request concerns its session. */
export type SessionRequest = {
  readonly sessionId: number
  readonly sessionEpoch: number
  readonly usesTopicIds: boolean
  readonly wanted: readonly WantedPartition[]
  readonly forgottenKeys: readonly string[]
}

export type FetchedPartition = { readonly wanted: WantedPartition; readonly data: FetchPartitionData }

export type OpenFetch = {
  readonly ok: true
  /** All that is to be read, whoever said so. */
  readonly wanted: readonly WantedPartition[]
  /** The number of the session that goes on, and of the partitions those that have to be told. */
  readonly answer: (fetched: readonly FetchedPartition[]) => SessionAnswer
}

export type SessionAnswer = { readonly sessionId: number; readonly told: readonly FetchedPartition[] }

export type RefusedFetch = {
  readonly ok: false
  readonly error: 'FETCH_SESSION_ID_NOT_FOUND' | 'INVALID_FETCH_SESSION_EPOCH' | 'FETCH_SESSION_TOPIC_ID_ERROR'
}

export class FetchSessions {
  /** The one that was not used for longest first. */
  readonly #sessions = new Map<number, FetchSession>()
  readonly #random: () => number

  /** @param random from 0 to below 1: numbers of sessions are drawn, so that one of another connection is not taken for one of this. */
  constructor(random: () => number) {
    this.#random = random
  }

  get size(): number {
    return this.#sessions.size
  }

  open(request: SessionRequest): OpenFetch | RefusedFetch {
    const { sessionId, sessionEpoch, wanted } = request
    if (sessionEpoch !== INITIAL_EPOCH && sessionEpoch !== FINAL_EPOCH) return this.#goOn(request)
    // Whoever begins anew has lost count of the session it names, or is done with it.
    this.#sessions.delete(sessionId)
    return sessionEpoch === FINAL_EPOCH ? withoutSession(wanted) : this.#begin(request)
  }

  #begin({ wanted, usesTopicIds }: SessionRequest): OpenFetch {
    const answer = (fetched: readonly FetchedPartition[]): SessionAnswer => {
      if (wanted.length > MAX_FETCH_SESSION_PARTITIONS) return { sessionId: NO_SESSION, told: fetched }
      const session = new FetchSession(this.#newSessionId(), usesTopicIds)
      session.update(wanted, [])
      for (const { wanted: partition, data } of fetched) session.note(partition, data)
      this.#keep(session)
      return { sessionId: session.sessionId, told: fetched }
    }
    return { ok: true, wanted, answer }
  }

  #goOn({ sessionId, sessionEpoch, usesTopicIds, wanted, forgottenKeys }: SessionRequest): OpenFetch | RefusedFetch {
    const session = this.#sessions.get(sessionId)
    if (session === undefined) return { ok: false, error: 'FETCH_SESSION_ID_NOT_FOUND' }
    if (session.epoch !== sessionEpoch) return { ok: false, error: 'INVALID_FETCH_SESSION_EPOCH' }
    if (session.usesTopicIds !== usesTopicIds) return { ok: false, error: 'FETCH_SESSION_TOPIC_ID_ERROR' }
    session.update(wanted, forgottenKeys)
    this.#sessions.delete(sessionId)
    if (session.size === 0) return withoutSession(wanted)
    if (session.size > MAX_FETCH_SESSION_PARTITIONS) return withoutSession(session.wanted)
    session.advanceEpoch()
    this.#keep(session)
    return { ok: true, wanted: session.wanted, answer: (fetched) => ({ sessionId, told: news(session, fetched) }) }
  }

  #keep(session: FetchSession): void {
    const [oldest] = this.#sessions.keys()
    if (this.#sessions.size >= MAX_FETCH_SESSIONS && oldest !== undefined) this.#sessions.delete(oldest)
    this.#sessions.set(session.sessionId, session)
  }

  #newSessionId(): number {
    const sessionId = 1 + Math.floor(this.#random() * LARGEST_SESSION_ID)
    return this.#sessions.has(sessionId) ? this.#newSessionId() : sessionId
  }
}

/** What has changed since the client was last told; it is told now. */
function news(session: FetchSession, fetched: readonly FetchedPartition[]): FetchedPartition[] {
  const told = fetched.filter(({ wanted, data }) => session.isNews(wanted, data))
  for (const { wanted, data } of told) {
    session.note(wanted, data)
    if (data.records.length > 0) session.moveToEnd(wanted)
  }
  return told
}

function withoutSession(wanted: readonly WantedPartition[]): OpenFetch {
  return { ok: true, wanted, answer: (told) => ({ sessionId: NO_SESSION, told }) }
}
