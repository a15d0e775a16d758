// The loop of one object: inputs that arrive in one turn of the event loop are carried out one after another and stored in one transaction;
// their answers leave through the object's output gate, so an acknowledged record survives a crash. An answer may come with a later input
// than its own: whoever waits for replicas, or for a broker that is paused, is answered when that is over.
import { MAX_TIMERS_PER_ADVANCE } from '../../schema/limits.ts'
import type { KafkaApi, KafkaApis, KafkaRequest, RequestOf } from '../../schema/kafka/requests/apis.ts'
import { clusterNowMs } from '../../schema/kafka/cluster-clock.ts'
import type { ClusterView } from '../engine/cluster.ts'
import type { Decision, Reply } from '../engine/decision.ts'
import type { Engine, EngineResult } from '../engine/engine.ts'
import type { JournalEntry } from '../engine/event.ts'
import type { MemberName, SignOfLife } from '../engine/group/sessions.ts'
import type { HostedName } from '../engine/hosted/hosted-consumer.ts'
import type { ClusterRecord } from '../engine/record.ts'
import { errorReply } from '../engine/request/error-reply.ts'
import { carryOut } from './action.ts'
import { CommitQueue } from './commit-queue.ts'
import { changeClock, clockFacts } from './clock-change.ts'
import type { ClockChange, ClockFacts } from './clock-change.ts'
import type { Metrics } from './metrics/metrics.ts'
import { onlyLooks } from './only-looks.ts'
import { hasRoom, ParkedClients } from './parked.ts'
import type { Client } from './parked.ts'
import type { ActionAnswer, ClockAnswer, SandboxAction } from './rpc.ts'

/** An answer, and the sequence of the last record it caused (null when it changed nothing). */
export type Answered<Api extends KafkaApi = KafkaApi> = {
  readonly response: KafkaApis[Api]['response']
  readonly sequence: number | null
  /** No broker has said this: see engine/decision.ts. */
  readonly isUnheard?: true
  /** How long the client has to wait before its next request, which has used more than its quota. Absent for who need not. */
  readonly throttleTimeMs?: number
}

/** What one commit did: its steps, and the sequence of the first of their records. */
export type Commit = { readonly entries: readonly JournalEntry[]; readonly firstSequence: number }

export type RuntimeParts = {
  readonly engine: Engine
  readonly journal: { append(entries: readonly JournalEntry[], cluster: ClusterView): void }
  readonly metrics: Metrics
  /** The world's time. */
  readonly wallMs: () => number
  /** Whether the client at the end of a line is still there. */
  readonly isConnected: (connectionId: string) => boolean
  /** Called after a commit was applied and stored, and when somebody began to wait or stopped waiting: there may be another deadline. */
  readonly onCommit: (commit: Commit) => void
  /** Storage and memory no longer agree: the object must start again from storage. */
  readonly onBroken: (cause: unknown) => void
}

/** What is asked of a cluster that was put back to another moment: whoever asked has to ask the one that goes on from there. */
export const PUT_BACK: Error = new Error('The cluster was put back to another moment.')

/** The id of a request that is never carried out. */
const FORESEEN = 0

/** One input of a commit: carrying it out, and what is said when it failed. */
type Job = {
  readonly run: (nowMs: number) => JobResult
  readonly reject: (cause: unknown) => void
}

type Replies = Map<number, Reply>

/** `done` is called when the commit is stored, with all its answers; it takes out the one that is its own. */
type JobResult = EngineResult & { readonly done: (replies: Replies) => void }

const NO_RESULT: EngineResult = { entries: [], replies: [] }

export class Runtime {
  readonly #parts: RuntimeParts
  readonly #parked = new ParkedClients()
  readonly #queue = new CommitQueue<Job>((jobs) => this.#commit(jobs))
  #requestId = 0
  #lastNowMs = 0
  #isOver = false

  constructor(parts: RuntimeParts) {
    this.#parts = parts
  }

  get cluster(): ClusterView {
    return this.#parts.engine.cluster
  }

  /** The cluster's time. The world's clock may be set back; the cluster's does not follow. A clock that is held is where it is held. */
  get nowMs(): number {
    const { clock } = this.cluster
    if (clock.mode === 'manual') return clock.heldMs
    this.#lastNowMs = Math.max(this.#lastNowMs, clusterNowMs(clock, this.#parts.wallMs()))
    return this.#lastNowMs
  }

  get clock(): ClockFacts {
    return clockFacts(this.#parts.engine, this.nowMs)
  }

  /**
   * Answers one Kafka request. Requests that only look are answered at once; the others join the commit of this turn. Who names a connection
   * says with `disconnect` when that has ended.
   */
  request<Api extends KafkaApi>(
    request: RequestOf<Api>,
    brokerId: number | null = null,
    connectionId: string | null = null,
  ): Promise<Answered<Api>> {
    // A request of one API is a member of the union of them all, and is answered with that API's response: decide's table sees to it.
    return this.#answer(request as KafkaRequest, brokerId, connectionId) as Promise<Answered<Api>>
  }

  /** A client has gone: what it waits for is waited for no longer. What was carried out stays. */
  disconnect(connectionId: string): void {
    const gone = this.#parked.takeOf(connectionId)
    for (const client of gone) this.#giveUp(client, client.sequence)
    if (gone.length > 0) this.#settle()
  }

  act(action: SandboxAction): Promise<ActionAnswer> {
    return this.#change((nowMs) => carryOut(this.#parts.engine, action, nowMs))
  }

  changeClock(change: ClockChange): Promise<ClockAnswer> {
    return this.#change((nowMs) => changeClock(this.#parts.engine, change, nowMs, this.#parts.wallMs()))
  }

  /** Carries out what is due by now, or the most that one turn should: an alarm rings again for what is left. */
  tick(): void {
    this.#commit([{ run: (nowMs) => ({ ...this.#parts.engine.tick(nowMs, MAX_TIMERS_PER_ADVANCE), done: nothing }), reject: fail }], false)
  }

  /** Somebody uses a hosted consumer: it does not expire for now. */
  use(consumer: HostedName): void {
    this.#parts.engine.use(consumer, this.nowMs)
  }

  /** What a broker that the request reaches at that time would decide, with nothing in its way, as things stand. Nothing of it happens. */
  foresee<Api extends KafkaApi>(request: RequestOf<Api>, brokerId: number, nowMs = this.nowMs): Decision<Api> {
    const input = {
      kind: 'request',
      nowMs,
      requestId: FORESEEN,
      brokerId,
      mayWait: false,
      ...(request as KafkaRequest),
    } as const
    return this.#parts.engine.foresee(input)
  }

  /** Somebody hears a member of a group in its coordinator's place, or does so no more. */
  vouch(member: MemberName, sign: Pick<SignOfLife, 'heardMs' | 'vouchedUntilMs'>): void {
    this.#parts.engine.vouch(member, sign)
  }

  /** The sandbox goes: nobody who still waits gets an answer. */
  close(cause: Error): void {
    for (const job of this.#queue.takeAll()) job.reject(cause)
    this.#parked.rejectAll(cause)
  }

  /**
   * The cluster is about to be put back to another moment. What has come in is carried out; whoever waits for an answer gets none, as if the
   * connection had broken; and nothing is carried out here any more.
   */
  end(): void {
    const jobs = this.#queue.takeAll()
    if (jobs.length > 0) this.#commit(jobs)
    this.#isOver = true
    for (const client of this.#parked.takeAll()) this.#giveUp(client, client.sequence)
  }

  /** Applies and stores records that no request caused, such as those that make the cluster. */
  record(records: readonly ClusterRecord[], nowMs: number): void {
    this.#commit([{ run: () => ({ ...this.#parts.engine.record(records, nowMs), done: nothing }), reject: fail }])
  }

  #answer(request: KafkaRequest, brokerId: number | null, connectionId: string | null): Promise<Answered> {
    return new Promise<Answered>((resolve, reject) => {
      const requestId = ++this.#requestId
      const run = (nowMs: number): JobResult => {
        return this.#runRequest({ input: { kind: 'request', nowMs, requestId, brokerId, ...request }, connectionId, resolve, reject })
      }
      const job: Job = { run, reject }
      if (onlyLooks(request)) this.#commit([job])
      else this.#queue.push(job)
    })
  }

  #change<Answer>(work: (nowMs: number) => EngineResult & { readonly answer: Answer }): Promise<Answer> {
    return new Promise<Answer>((resolve, reject) => {
      const run = (nowMs: number): JobResult => {
        const { answer, ...result } = work(nowMs)
        return { ...result, done: () => resolve(answer) }
      }
      this.#queue.push({ run, reject })
    })
  }

  /** Carries out the jobs, each after what is due by then, stores it all, and only then says anything to anybody. */
  #commit(jobs: readonly Job[], catchesUp = true): void {
    if (this.#isOver) return jobs.forEach((job) => job.reject(PUT_BACK))
    const { engine, journal } = this.#parts
    const waitedBefore = engine.purgatory.size
    const firstSequence = this.cluster.recordSequence + 1
    const entries: JournalEntry[] = []
    const replies: Replies = new Map()
    const said: JobResult['done'][] = []
    const keep = (result: EngineResult): void => {
      for (const entry of result.entries) entries.push(entry)
      for (const reply of result.replies) replies.set(reply.requestId, reply)
    }
    try {
      for (const job of jobs) {
        const { nowMs } = this
        if (catchesUp && engine.isDue(nowMs)) keep(engine.tick(nowMs, Number.POSITIVE_INFINITY))
        said.push(this.#step(job, nowMs, keep))
      }
      if (entries.length > 0) journal.append(entries, engine.cluster)
    } catch (cause) {
      // Something was applied that is not stored. No answer may leave; whoever waits sees the object go and asks again.
      this.#giveUpAll(jobs, cause)
      return
    }
    if (entries.length > 0) this.#parts.metrics.onEntries(engine.cluster, entries)
    for (const say of said) say(replies)
    // What is left belongs to clients of earlier commits.
    for (const reply of replies.values()) {
      const client = this.#parked.take(reply.requestId)
      if (client !== null) this.#reply(client, client.sequence, reply)
    }
    if (entries.length > 0 || engine.purgatory.size !== waitedBefore) this.#parts.onCommit({ entries, firstSequence })
  }

  /** A job may throw what it is told. The object goes all the same: otherwise this turn's end would commit what the broken step has written. */
  #giveUpAll(jobs: readonly Job[], cause: unknown): void {
    try {
      this.#parked.rejectAll(cause)
      for (const job of jobs) job.reject(cause)
    } finally {
      this.#parts.onBroken(cause)
    }
  }

  /** One input of a commit. Deciding is pure, so a bug there fails this one input and leaves everything as it was. */
  #step(job: Job, nowMs: number, keep: (result: EngineResult) => void): JobResult['done'] {
    let result: JobResult
    try {
      result = job.run(nowMs)
    } catch (failure) {
      if (this.#parts.engine.isHalfDone) throw failure
      return () => job.reject(failure)
    }
    keep(result)
    return result.done
  }

  #runRequest(client: Client): JobResult {
    const { engine } = this.#parts
    const { input } = client
    if (!hasRoom(engine.purgatory, input)) return refuse(client)
    const before = this.cluster.recordSequence
    const result = engine.request(input)
    const own = result.entries[0]?.records.length ?? 0
    const sequence = own === 0 ? null : before + own
    const done = (replies: Replies): void => {
      const reply = replies.get(input.requestId)
      if (reply === undefined) return this.#park(client, sequence)
      replies.delete(input.requestId)
      this.#reply(client, sequence, reply)
    }
    return { entries: result.entries, replies: result.replies, done }
  }

  /** A client may have gone while its request was on its way. */
  #park(client: Client, sequence: number | null): void {
    const { connectionId, input } = client
    if (connectionId !== null && !this.#parts.isConnected(connectionId)) this.#giveUp(client, sequence)
    else this.#parked.park(client, sequence, () => this.#timeUp(input.requestId))
  }

  #reply({ input, resolve }: Client, sequence: number | null, reply: Reply): void {
    this.#parts.metrics.onAnswered(this.cluster, input, reply.response, this.nowMs)
    const { response, isUnheard } = reply
    resolve({ response, sequence, ...(isUnheard && { isUnheard }) })
  }

  /** The client has waited long enough by the world's clock, whatever the cluster's says. */
  #timeUp(requestId: number): void {
    const client = this.#parked.take(requestId)
    if (client === null) return
    this.#giveUp(client, client.sequence)
    this.#settle()
  }

  #giveUp({ input, resolve }: Client, sequence: number | null): void {
    this.#parts.engine.forget(input.requestId)
    const { response } = errorReply(input, 'REQUEST_TIMED_OUT', null)
    resolve({ response, sequence, isUnheard: true })
  }

  /** Somebody has stopped waiting. */
  #settle(): void {
    this.#parts.onCommit({ entries: [], firstSequence: this.cluster.recordSequence + 1 })
  }
}

function nothing(): void {}

function fail(cause: unknown): never {
  throw cause
}

/** Too many wait already. What is refused is not carried out, so it may be sent again. */
function refuse({ input, resolve }: Client): JobResult {
  const { response } = errorReply(input, 'THROTTLING_QUOTA_EXCEEDED', 'Too many requests of this sandbox wait for an answer.')
  return { ...NO_RESULT, done: () => resolve({ response, sequence: null }) }
}
