// The object's side of a client of the binary protocol: the line that its connection at the edge holds. The edge says what it was answered, and is
// told when that may be no longer so; until then it holds the client's polls and answers its heartbeats itself, and nothing runs here. What is
// watched is kept with the socket, so the object may be evicted meanwhile.
import { standingOf } from '../../../schema/broker-line.ts'
import type { Heartbeat, ToEdge, ToObject } from '../../../schema/broker-line.ts'
import { VOUCH_MS } from '../../../schema/limits.ts'
import { sessionTimeoutMsOf } from '../../engine/group/session-timeout.ts'
import { signOfLife } from '../../engine/group/sessions.ts'
import { isCalmAt, isReachable } from '../../engine/request/on-its-way.ts'
import type { Home } from '../home.ts'
import type { LineNews } from './line-news.ts'
import { placeNames } from './moved.ts'
import { isQuiet } from './quiet-beat.ts'
import { canRemember, remember } from './session.ts'
import type { KafkaSession, WatchedMember, WatchedReading } from './session.ts'

type MessageOf<Type extends ToObject['type']> = Extract<ToObject, { type: Type }>

export class KafkaLine {
  readonly #socket: WebSocket
  readonly #session: KafkaSession
  readonly #home: Pick<Home, 'runtime' | 'settleAlarm'>
  /** Names of places, as moved.ts has them; null while nobody waits for anything to read. */
  #watched: ReadonlySet<string> | 'everything' | null

  constructor(socket: WebSocket, session: KafkaSession, home: Pick<Home, 'runtime' | 'settleAlarm'>) {
    this.#socket = socket
    this.#session = session
    this.#home = home
    this.#watched = watchedBy(session.reading ?? null)
    this.#vouchAgain()
  }

  onMessage(message: string | ArrayBuffer): void {
    if (typeof message !== 'string') return
    const said = JSON.parse(message) as ToObject
    switch (said.type) {
      case 'read':
        return this.#watchReading(said)
      case 'beat':
        return this.#watchMember(said)
      case 'silent':
        this.#endVouching(said.agoMs)
        return remember(this.#socket, this.#session)
      case 'unheard':
        this.#session.isUnheard = true
        return this.#sayReachable()
      default:
    }
  }

  onCommit(news: LineNews): void {
    const { member, isUnheard } = this.#session
    if (this.#watched !== null && news.concernsReading(this.#watched)) this.#wakeReader()
    if (member && news.concernsGroup(member.beat.request.groupId) && !this.#isStillQuiet(member)) this.#wakeMember()
    if (isUnheard === true && news.isAboutAccess) this.#sayReachable()
  }

  /** The connection is closed. Its edge has said when it heard of the member last, unless it broke down. Nobody waits at its end any more. */
  onGone(): void {
    this.#endVouching(0)
    this.#home.runtime.disconnect(this.#session.connectionId)
  }

  // ---- Reading ----

  #watchReading({ watch, request, told }: MessageOf<'read'>): void {
    const { runtime } = this.#home
    const { brokerId } = this.#session
    const { response } = runtime.foresee({ api: 'Fetch', request: { ...request, maxWaitMs: 0 } }, brokerId)
    this.#setReading(
      response.responses.map(({ topic, partitions }) => [topic, partitions.map(({ partitionIndex }) => partitionIndex)] as const),
    )
    // What has happened since the answer is told at once, so that nothing falls between the two.
    if (!isReachable(runtime.cluster, brokerId) || standingOf(response) !== told) this.#wakeReader()
    else if (isCalmAt(runtime.cluster, brokerId)) this.#say({ type: 'still', watch })
  }

  #wakeReader(): void {
    this.#setReading(null)
    this.#say({ type: 'more' })
  }

  #setReading(reading: WatchedReading | null): void {
    this.#session.reading = reading
    if (!canRemember(this.#session)) this.#session.reading = 'everything'
    this.#watched = watchedBy(this.#session.reading)
    remember(this.#socket, this.#session)
  }

  // ---- Heartbeats ----

  #watchMember({ watch, beat }: MessageOf<'beat'>): void {
    this.#endVouching(0)
    const sessionTimeoutMs = this.#quietSessionMs(beat)
    if (sessionTimeoutMs === null) return this.#wakeMember()
    this.#vouch(beat, this.#home.runtime.nowMs + VOUCH_MS)
    this.#say({ type: 'vouched', watch, sessionTimeoutMs })
  }

  /** The object was away: its cluster knows nothing of those who are vouched for. */
  #vouchAgain(): void {
    const { member } = this.#session
    if (!member) return
    const isOver = member.vouchedUntilMs <= this.#home.runtime.nowMs
    if (isOver || this.#quietSessionMs(member.beat) === null) this.#wakeMember()
    else this.#vouch(member.beat, member.vouchedUntilMs)
  }

  #vouch(beat: Heartbeat, untilMs: number): void {
    const { runtime } = this.#home
    this.#session.member = { beat, vouchedUntilMs: untilMs }
    // Positions give way to a member, whose names are bounded.
    if (!canRemember(this.#session)) this.#setReading('everything')
    remember(this.#socket, this.#session)
    runtime.vouch(beat.request, { heardMs: runtime.nowMs, vouchedUntilMs: untilMs })
  }

  #wakeMember(): void {
    this.#endVouching(0)
    remember(this.#socket, this.#session)
    this.#say({ type: 'beat' })
  }

  /** The member has to be heard of again. Whoever vouches for it since, on another line, goes on doing so. */
  #endVouching(agoMs: number): void {
    const { member } = this.#session
    if (!member) return
    const { runtime } = this.#home
    this.#session.member = null
    if (!this.#isMine(member)) return
    runtime.vouch(member.beat.request, { heardMs: runtime.nowMs - agoMs, vouchedUntilMs: null })
    void this.#home.settleAlarm()
  }

  #isStillQuiet(member: WatchedMember): boolean {
    return this.#isMine(member) && this.#quietSessionMs(member.beat) !== null
  }

  /** False when others have ended what was vouched for here: a clock that was moved on, or another line of the same member. */
  #isMine({ beat, vouchedUntilMs }: WatchedMember): boolean {
    return signOfLife(this.#home.runtime.cluster.sessions, beat.request)?.vouchedUntilMs === vouchedUntilMs
  }

  /** The member's session timeout; null when its next heartbeat could be told something, or has to come here for any other reason. */
  #quietSessionMs(beat: Heartbeat): number | null {
    const { runtime } = this.#home
    const { brokerId } = this.#session
    // With a clock that is held, a session ends when somebody moves it, and nobody can say beforehand when that is.
    if (runtime.cluster.clock.mode === 'manual' || !isCalmAt(runtime.cluster, brokerId)) return null
    return isQuiet(beat, runtime.foresee(beat, brokerId)) ? sessionTimeoutMsOf(runtime.cluster, beat.request) : null
  }

  // ---- Whoever got no answer ----

  #sayReachable(): void {
    if (!isReachable(this.#home.runtime.cluster, this.#session.brokerId)) return remember(this.#socket, this.#session)
    this.#session.isUnheard = false
    remember(this.#socket, this.#session)
    this.#say({ type: 'reachable' })
  }

  #say(news: ToEdge): void {
    // One that is closing hears nothing any more, and its edge starts anew.
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(news))
  }
}

function watchedBy(reading: WatchedReading | null): ReadonlySet<string> | 'everything' | null {
  return reading === null || reading === 'everything' ? reading : placeNames(reading)
}
