// The object's side of a client of the binary protocol: the line that its connection at the edge holds. The edge says what it was answered, and is
// told when that may be no longer so; until then it answers the client itself, and nothing runs here. What is watched is kept with the socket, so
// the object may be evicted meanwhile.
import { standingOf } from '../../../schema/broker-line.ts'
import type { Heartbeat, ToEdge, ToObject, Watched, WatchKind } from '../../../schema/broker-line.ts'
import type { RequestOf } from '../../../schema/kafka/requests/apis.ts'
import type { FetchResponse } from '../../../schema/kafka/requests/fetch.ts'
import { VOUCH_MS } from '../../../schema/protocol-limits.ts'
import type { Decision } from '../../engine/decision.ts'
import { sessionTimeoutMsOf } from '../../engine/group/session-timeout.ts'
import { signOfLife } from '../../engine/group/sessions.ts'
import { isCalmAt, isReachable } from '../../engine/request/on-its-way.ts'
import type { Home } from '../home.ts'
import type { LineNews } from './line-news.ts'
import { placeNames } from './moved.ts'
import { canRemember, remember } from './session.ts'
import type { KafkaSession, WatchedPolls } from './session.ts'

type WatchOf<Kind extends WatchKind> = { readonly watch: number } & Extract<Watched, { of: Kind }>

type LineHome = Pick<Home, 'runtime' | 'settleAlarm' | 'putOffAlarm'>

export class KafkaLine {
  readonly #socket: WebSocket
  readonly #session: KafkaSession
  readonly #home: LineHome
  /** Names of places, as moved.ts has them; null while nobody waits for anything to read. */
  #places: ReadonlySet<string> | 'everything' | null

  constructor(socket: WebSocket, session: KafkaSession, home: LineHome) {
    this.#socket = socket
    this.#session = session
    this.#home = home
    this.#places = placesOf(session.polls ?? null)
    this.#vouchAgain()
  }

  onMessage(message: string | ArrayBuffer): void {
    if (typeof message !== 'string') return
    const said = JSON.parse(message) as ToObject
    if (said.type === 'watch') this.#watch(said)
    else if (said.type === 'silent') this.#endVouching(said.agoMs)
    else if (said.type === 'unheard') {
      this.#session.isUnheard = true
      this.#sayReachable()
    }
    this.#remember()
  }

  onCommit(news: LineNews): void {
    if (news.changesRules) this.#say({ type: 'rules' })
    const { member, isLooking, isUnheard } = this.#session
    const isPollOver = this.#places !== null && news.concernsPoll(this.#places)
    const isBeatOver = Boolean(member) && news.concernsGroup(member?.beat.request.groupId ?? '')
    const isLookOver = isLooking === true && news.isAboutCluster
    const isUnheardOver = isUnheard === true && news.isAboutAccess
    if (!isPollOver && !isBeatOver && !isLookOver && !isUnheardOver) return
    if (isPollOver) this.#sayChanged('poll')
    if (isBeatOver) this.#sayChanged('beat')
    if (isLookOver) this.#sayChanged('look')
    if (isUnheardOver) this.#sayReachable()
    this.#remember()
  }

  /** The connection is closed. Its edge has said when it heard of the member last, unless it broke down. Nobody waits at its end any more. */
  onGone(): void {
    this.#endVouching(0)
    this.#home.runtime.disconnect(this.#session.connectionId)
  }

  #watch(watched: { readonly watch: number } & Watched): void {
    switch (watched.of) {
      case 'poll':
        return this.#watchPoll(watched)
      case 'beat':
        return this.#watchBeat(watched)
      case 'look':
        return this.#watchLook(watched)
      default:
    }
  }

  /**
   * A poll is watched also where answers are late or get lost on their way: what has happened is told, but each of them has to come here. What has
   * happened since the answer is told at once, so that nothing falls between the two.
   */
  #watchPoll({ watch, asked, told }: WatchOf<'poll'>): void {
    const { response } = this.#foresee(asked)
    this.#session.polls = pollsOf(response)
    if (!canRemember(this.#session)) this.#session.polls = 'everything'
    this.#places = placesOf(this.#session.polls)
    if (!this.#isReachable || standingOf(response) !== told) this.#sayChanged('poll')
    else if (this.#isCalm) this.#say({ type: 'held', of: 'poll', watch })
  }

  #watchLook({ watch, asked, told }: WatchOf<'look'>): void {
    this.#session.isLooking = this.#isCalm && isSame(this.#foresee(asked), told)
    if (this.#session.isLooking) this.#say({ type: 'held', of: 'look', watch })
    else this.#sayChanged('look')
  }

  // ---- Members of groups ----

  #watchBeat({ watch, asked, told }: WatchOf<'beat'>): void {
    const { cluster, nowMs } = this.#home.runtime
    const untilMs = nowMs + VOUCH_MS
    this.#endVouching(0)
    // With a clock that is held, a session ends when somebody moves it, and nobody can say beforehand when that is.
    const isHeldBack = cluster.clock.mode === 'manual' || !this.#isCalm
    // A member may be told of something only after a while (group.consumer.assignment.interval.ms), although nothing else happens.
    const isQuiet = [nowMs, untilMs].every((atMs) => isSame(this.#foresee(asked, atMs), told))
    const sessionTimeoutMs = isQuiet && !isHeldBack ? sessionTimeoutMsOf(cluster, asked.request) : null
    if (sessionTimeoutMs === null) return this.#sayChanged('beat')
    this.#vouch(asked, untilMs)
    this.#say({ type: 'held', of: 'beat', watch, sessionTimeoutMs })
  }

  /** The object was away, and nothing can have happened to the member meanwhile; but its cluster does not remember who vouches for whom. */
  #vouchAgain(): void {
    const { member } = this.#session
    if (member && member.vouchedUntilMs > this.#home.runtime.nowMs) this.#vouch(member.beat, member.vouchedUntilMs)
    else if (member) this.#sayChanged('beat')
  }

  #vouch(beat: Heartbeat, vouchedUntilMs: number): void {
    const { runtime } = this.#home
    this.#session.member = { beat, vouchedUntilMs }
    runtime.vouch(beat.request, { heardMs: runtime.nowMs, vouchedUntilMs })
    void this.#home.putOffAlarm()
  }

  /** The member has to be heard of again. Whoever vouches for it since, on another line, goes on doing so. */
  #endVouching(agoMs: number): void {
    const { member } = this.#session
    if (!member) return
    this.#session.member = null
    const { runtime } = this.#home
    const { beat, vouchedUntilMs } = member
    if (signOfLife(runtime.cluster.sessions, beat.request)?.vouchedUntilMs !== vouchedUntilMs) return
    runtime.vouch(beat.request, { heardMs: runtime.nowMs - agoMs, vouchedUntilMs: null })
    void this.#home.settleAlarm()
  }

  // ---- What is said ----

  #sayChanged(kind: WatchKind): void {
    if (kind === 'beat') this.#endVouching(0)
    else if (kind === 'look') this.#session.isLooking = false
    else {
      this.#session.polls = null
      this.#places = null
    }
    this.#say({ type: 'changed', of: kind })
  }

  #sayReachable(): void {
    if (!this.#isReachable) return
    this.#session.isUnheard = false
    this.#say({ type: 'reachable' })
  }

  #say(news: ToEdge): void {
    // One that is closing hears nothing any more, and its edge starts anew.
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(news))
  }

  /** Where there is not room for all, positions give way to a member, whose names are bounded. */
  #remember(): void {
    if (!canRemember(this.#session)) this.#session.polls = 'everything'
    remember(this.#socket, this.#session)
  }

  // ---- The broker ----

  #foresee<Api extends Watched['asked']['api']>(asked: RequestOf<Api>, atMs?: number): Decision<Api> {
    return this.#home.runtime.foresee(asked, this.#session.brokerId, atMs)
  }

  get #isReachable(): boolean {
    return isReachable(this.#home.runtime.cluster, this.#session.brokerId)
  }

  get #isCalm(): boolean {
    return isCalmAt(this.#home.runtime.cluster, this.#session.brokerId)
  }
}

/** Whether a request would change nothing and be told what was told before. That a member was seen is noted once in a while. */
function isSame({ response, writes, waiting, records }: Decision, told: string): boolean {
  if (writes.length > 0 || waiting !== null || records.some(({ kind }) => kind !== 'members.seen')) return false
  return JSON.stringify(response) === told
}

function pollsOf({ responses }: FetchResponse): WatchedPolls {
  return responses.map(({ topic, partitions }) => [topic, partitions.map(({ partitionIndex }) => partitionIndex)] as const)
}

function placesOf(polls: WatchedPolls | null): ReadonlySet<string> | 'everything' | null {
  return polls === null || polls === 'everything' ? polls : placeNames(polls)
}
