// The cluster at work: inputs in, journal entries and answers out. Each input is decided, applied, and followed until the cluster is at rest:
// decide, apply, decide what follows, apply, and so on. Deciding is pure; what this class adds is the order.
import { MAX_STEPS_PER_INPUT } from '../../schema/limits.ts'
import { Agenda } from './agenda.ts'
import { readNextHeld } from './app/broker-side.ts'
import { settleApp } from './app/settle-app.ts'
import { apply } from './apply.ts'
import { assert } from './assert.ts'
import { causesWithin } from './causes.ts'
import type { Cluster, ClusterView } from './cluster.ts'
import { touchedBesides } from './coordinator/touched-besides.ts'
import { decideAction, decideHandled, decideRequest } from './decide.ts'
import type { ActionOutcome, BatchRemoval, BatchWrite, Changes, Decision, Reply } from './decision.ts'
import { earliest } from './earliest.ts'
import type { JournalEntry, Trigger } from './event.ts'
import { nextReturn } from './faults/node-action.ts'
import { hearMember, placeOfSession, vouchedMembers, vouchForMember } from './group/sessions.ts'
import type { HeardMember, MemberName, SignOfLife } from './group/sessions.ts'
import { hostedKey } from './hosted/hosted-consumer.ts'
import type { HostedName } from './hosted/hosted-consumer.ts'
import type { ActionInput, RequestInput } from './input.ts'
import type { LogReader } from './log/log-reader.ts'
import { appendMetadata, isMetadata } from './metadata-log/append-metadata.ts'
import { forEachPartition, PartitionKeys } from './partition-key.ts'
import type { PartitionKey } from './partition-key.ts'
import { Purgatory } from './purgatory/purgatory.ts'
import type { Released } from './purgatory/purgatory.ts'
import type { ClusterRecord } from './record.ts'
import { KAFKA_RULES } from './rules.ts'
import type { Rules } from './rules.ts'
import { settleNodes, settleOne } from './settle.ts'
import { Step } from './step.ts'
import { fireClusterTimers, firePartitionTimers } from './timers.ts'
import { usedExtents, withoutUsed } from './unused-extents.ts'

/** Where batches are kept. What a step writes can be read at once. */
export interface LogStore extends LogReader {
  write(batch: BatchWrite): void
  /** Since the record with this sequence no log needs it any more. */
  discard(removal: BatchRemoval, sequence: number): void
}

export type EngineResult = {
  readonly entries: readonly JournalEntry[]
  readonly replies: readonly Reply[]
}

export class Engine {
  readonly #cluster: Cluster
  readonly #store: LogStore
  readonly #keys = new PartitionKeys()
  readonly #agenda: Agenda
  readonly #rules: Rules
  readonly #purgatory: Purgatory
  #entries: JournalEntry[] = []
  #replies: Reply[] = []
  #again: RequestInput[] = []
  #current: OpenEntry | null = null
  #isHalfDone = false
  #lastMs: number

  /**
   * `lastMs` is when the cluster's last step was. Without it what applications were free to do long before, and did not, counts as due, and the
   * first tick finds out that there is nothing to it.
   */
  constructor(cluster: Cluster, store: LogStore, rules: Rules = KAFKA_RULES, lastMs: number = Number.NEGATIVE_INFINITY) {
    this.#cluster = cluster
    this.#store = store
    this.#rules = rules
    this.#purgatory = new Purgatory(rules)
    this.#lastMs = lastMs
    this.#agenda = new Agenda(cluster, this.#keys, lastMs)
  }

  get cluster(): ClusterView {
    return this.#cluster
  }

  get purgatory(): Pick<Purgatory, 'size' | 'sizes' | 'inputs'> {
    return this.#purgatory
  }

  /** When something waits for time, on the cluster's clock; with `withLazy` what only tidies up counts too. */
  nextDueMs(withLazy: boolean): number | null {
    return earliest(this.#agenda.nextMs(withLazy), this.#purgatory.nextDueMs())
  }

  /** Whether the cluster at this moment is as it was left: nothing was due in between. */
  isDue(nowMs: number): boolean {
    const dueMs = this.nextDueMs(true)
    return dueMs !== null && dueMs <= nowMs
  }

  /** Whether an input that threw had changed something before it did: then memory and journal no longer agree. */
  get isHalfDone(): boolean {
    return this.#isHalfDone
  }

  /** Applies records that no input of this class caused, such as those that make the cluster. */
  record(records: readonly ClusterRecord[], nowMs: number, trigger: Trigger = { kind: 'creation' }): EngineResult {
    this.#step(nowMs, trigger, () => this.#commit({ records, writes: [] }, null))
    return this.#take()
  }

  /** Carries out one Kafka request. Its answer is among the replies, now or with a later input. */
  request(input: RequestInput): EngineResult {
    this.#catchUp(input.nowMs, Number.POSITIVE_INFINITY)
    this.#request(input)
    return this.#take()
  }

  action(input: ActionInput): EngineResult & { readonly outcome: ActionOutcome } {
    this.#catchUp(input.nowMs, Number.POSITIVE_INFINITY)
    let outcome: ActionOutcome = { ok: true, faultId: null }
    this.#step(input.nowMs, triggerOf(input), () => {
      outcome = this.#act(input)
    })
    return { ...this.#take(), outcome }
  }

  #act(input: ActionInput): ActionOutcome {
    const decision = decideAction(this.#cluster, input, this.#store)
    this.#commit(decision, null)
    if (input.kind === 'node' && input.action === 'resume') this.#wakeUp(input.nodeId, input.nowMs)
    return decision.outcome
  }

  /** A broker that wakes first serves what waits in its sockets, still believing what it believed, and only then hears the news. */
  #wakeUp(brokerId: number, nowMs: number): void {
    const resumed = this.#cluster.recordSequence
    for (const held of this.#purgatory.takeHeld(brokerId)) {
      const input = { ...held, nowMs }
      const decision = decideRequest(this.#cluster, input, this.#store, this.#rules)
      this.#commit(decision, resumed)
      this.#answer(input, decision)
    }
    for (const app of this.#cluster.apps.values()) {
      let isReading = true
      while (isReading) isReading = this.#try(nowMs, resumed, (step) => readNextHeld({ step, app }, brokerId))
    }
  }

  /** Carries out everything that is due by then, each at its own time; at most `maxTimers` of them. False when there is more. */
  tick(nowMs: number, maxTimers: number): EngineResult & { readonly isDone: boolean } {
    const isDone = this.#catchUp(nowMs, maxTimers)
    return { ...this.#take(), isDone }
  }

  /** Somebody uses a hosted consumer. Like what coordinators hear, this is in no record. */
  use(consumer: HostedName, nowMs: number): void {
    const key = hostedKey(consumer)
    if (this.#cluster.hostedConsumers.has(key)) this.#cluster.consumerUses.set(key, nowMs)
  }

  /** What a broker that the request has reached would decide, with nothing in its way. Nothing of it happens. */
  foresee(input: RequestInput): Decision {
    return decideHandled(new Step(this.#cluster, input.nowMs, this.#store, this.#rules), input)
  }

  /** Somebody hears a member in its coordinator's place, or (vouchedUntilMs null) does so no more. In no record either. */
  vouch(member: MemberName, sign: Pick<SignOfLife, 'heardMs' | 'vouchedUntilMs'>): void {
    vouchForMember(this.#cluster.sessions, member, sign)
    this.#refreshSessions(member)
  }

  /** From now on each member has to be heard of again: time is about to move in a way that nobody outside takes part in. */
  endVouching(nowMs: number): void {
    for (const member of vouchedMembers(this.#cluster.sessions)) this.vouch(member, { heardMs: nowMs, vouchedUntilMs: null })
  }

  /** The client of a request has gone. */
  forget(requestId: number): void {
    this.#purgatory.forget(requestId)
  }

  #take(): EngineResult {
    const result = { entries: this.#entries, replies: this.#replies }
    this.#entries = []
    this.#replies = []
    this.#isHalfDone = false
    return result
  }

  #catchUp(nowMs: number, maxTimers: number): boolean {
    for (let timers = 0; timers < maxTimers; timers++) {
      const dueMs = this.nextDueMs(true)
      if (dueMs === null || dueMs > nowMs) return true
      // What was due before this cluster's last step is done now; its clock never goes back.
      this.#tick(Math.max(dueMs, this.#lastMs))
    }
    return !this.isDue(nowMs)
  }

  #tick(nowMs: number): void {
    this.#step(nowMs, { kind: 'timer' }, () => {
      for (let back = nextReturn(this.#cluster, nowMs); back !== null; back = nextReturn(this.#cluster, nowMs)) {
        this.#act(back)
        this.#settle(nowMs)
      }
      while (this.#try(nowMs, null, fireClusterTimers)) this.#settle(nowMs)
      for (const key of this.#agenda.dueBy(nowMs)) {
        this.#touched.set(key, null)
        this.#settle(nowMs)
        while (this.#try(nowMs, null, (step) => firePartitionTimers(step, key))) this.#settle(nowMs)
        this.#agenda.refresh(key)
      }
      this.#release(this.#purgatory.afterTime(this.#cluster, nowMs))
    })
  }

  #request(input: RequestInput): void {
    this.#step(input.nowMs, { kind: 'request', api: input.api, brokerId: input.brokerId }, () => {
      const decision = decideRequest(this.#cluster, input, this.#store, this.#rules)
      this.#commit(decision, null)
      this.#answer(input, decision)
    })
  }

  #answer(input: RequestInput, { response, waiting, isUnheard }: Decision): void {
    const reply = { requestId: input.requestId, api: input.api, response, ...(isUnheard && { isUnheard }) } as Reply
    if (waiting === null) this.#replies.push(reply)
    else this.#purgatory.park({ input, waiting, reply })
  }

  /** One journal entry: what `work` commits, and all that follows from it. */
  #step(nowMs: number, trigger: Trigger, work: () => void): void {
    this.#lastMs = Math.max(this.#lastMs, nowMs)
    const firstSequence = this.#cluster.recordSequence + 1
    const entry: OpenEntry = { records: [], causes: [], topics: new Set(), lastMetadataSequence: null, firstSequence, nowMs }
    this.#current = entry
    work()
    this.#settle(nowMs)
    this.#writeMetadata(entry)
    this.#current = null
    if (entry.records.length > 0) this.#entries.push({ nowMs, trigger, records: entry.records, causes: entry.causes })
    this.#release(this.#purgatory.afterChange(this.#cluster, entry.topics))
    for (let again = this.#again.shift(); again !== undefined; again = this.#again.shift()) this.#request({ ...again, nowMs })
  }

  /** What the controller did in this step goes to __cluster_metadata, in one batch. Most steps have nothing of the kind. */
  #writeMetadata({ records, lastMetadataSequence, nowMs }: OpenEntry): void {
    if (lastMetadataSequence !== null) this.#try(nowMs, lastMetadataSequence, (step) => appendMetadata(step, records))
  }

  #release({ replies, inputs }: Released): void {
    for (const reply of replies) this.#replies.push(reply)
    for (const input of inputs) this.#again.push(input)
  }

  // ---- Following up ----

  /** Partitions to look at, each with the sequence of the record that made it so. */
  readonly #touched = new Map<PartitionKey, number | null>()
  /** Applications to which something happened in this step, each with the sequence of the last record that said so. */
  readonly #touchedApps = new Map<number, number>()
  #nodesTouched: { readonly cause: number | null } | null = null

  #settle(nowMs: number): void {
    for (let steps = 0; ; steps++) {
      assert(steps < MAX_STEPS_PER_INPUT, 'the cluster comes to rest')
      if (this.#nodesTouched !== null) {
        const { cause } = this.#nodesTouched
        this.#nodesTouched = null
        // Whatever that did touches the nodes again.
        if (this.#try(nowMs, cause, settleNodes)) continue
      }
      const next = this.#touched.keys().next()
      if (next.done === true) {
        if (this.#tryApps(nowMs)) continue
        return
      }
      const key = next.value
      const cause = this.#touched.get(key) ?? null
      // What is decided touches the partition again; it keeps its place in the line until there is nothing left to decide.
      if (this.#try(nowMs, cause, (step) => settleOne(step, key))) continue
      this.#touched.delete(key)
      this.#agenda.refresh(key)
    }
  }

  /** Applications come last: they see the cluster only when it is at rest. */
  #tryApps(nowMs: number): boolean {
    const { apps } = this.#cluster
    for (const appId of apps.keys()) {
      if (this.#try(nowMs, this.#touchedApps.get(appId) ?? null, (step) => settleApp(step, appId))) return true
    }
    if (apps.size > 0 || this.#touchedApps.size > 0) this.#agenda.refreshApps(nowMs)
    this.#touchedApps.clear()
    return false
  }

  /** Decides one thing and applies it; false when there was nothing to decide. */
  #try(nowMs: number, cause: number | null, decideNext: (step: Step) => boolean): boolean {
    const step = new Step(this.#cluster, nowMs, this.#store, this.#rules)
    if (!decideNext(step)) return false
    this.#commit(step.changes(), cause)
    return true
  }

  #commit({ records, writes, heard = [] }: Changes, cause: number | null): void {
    const entry = this.#current
    assert(entry !== null, 'records belong to a step')
    for (const member of heard) this.#hear(member, entry.nowMs)
    if (records.length > 0 || writes.length > 0) this.#isHalfDone = true
    for (const write of writes) this.#store.write(write)
    const first = this.#cluster.recordSequence + 1
    for (const back of causesWithin(records, cause === null ? 0 : first - cause)) entry.causes.push(back)
    for (const record of records) {
      entry.records.push(record)
      this.#apply(record, entry)
    }
  }

  /**
   * The one change that no record tells of. What waits on the session waits longer, and finds that out when its old time has come: an alarm that
   * moved with every heartbeat would cost a row each. Only the first sign of life after the cluster was loaded can make a deadline earlier.
   */
  #hear(member: HeardMember, nowMs: number): void {
    if (!hearMember(this.#cluster.sessions, member, nowMs)) this.#refreshSessions(member)
  }

  #refreshSessions({ groupId }: MemberName): void {
    const place = placeOfSession(this.#cluster, groupId)
    if (place !== null) this.#agenda.refresh(this.#keys.of(place.topic, place.partitionIndex))
  }

  #apply(record: ClusterRecord, entry: OpenEntry): void {
    const before = usedExtents(this.#cluster, record)
    apply(this.#cluster, record, entry.nowMs)
    if (isMetadata(record)) entry.lastMetadataSequence = this.#cluster.recordSequence
    if (before !== null) {
      for (const removal of withoutUsed(this.#cluster, record, before)) this.#store.discard(removal, this.#cluster.recordSequence)
    }
    this.#touch(record, entry)
  }

  #touch(record: ClusterRecord, entry: OpenEntry): void {
    const cause = this.#cluster.recordSequence
    if ('appId' in record) this.#touchedApps.set(record.appId, cause)
    for (const { topic, partitionIndex } of touchedBesides(this.#cluster, record)) {
      this.#touched.set(this.#keys.of(topic, partitionIndex), cause)
    }
    if ('topic' in record) {
      entry.topics.add(record.topic)
      if ('partitionIndex' in record) this.#touched.set(this.#keys.of(record.topic, record.partitionIndex), cause)
      else
        forEachPartition(this.#cluster, (topic, index) => topic === record.topic && this.#touched.set(this.#keys.of(topic, index), cause))
      return
    }
    if (record.kind === 'topic.created' || record.kind === 'topic.removed') entry.topics.add(record.name)
    if (record.kind === 'topic.removed') for (const key of this.#keys.forget(record.name)) this.#agenda.refresh(key)
    if (!isAboutNodes(record)) return
    this.#nodesTouched = { cause }
    forEachPartition(this.#cluster, (topic, partitionIndex) => this.#touched.set(this.#keys.of(topic, partitionIndex), cause))
  }
}

type OpenEntry = {
  readonly nowMs: number
  readonly firstSequence: number
  readonly records: ClusterRecord[]
  readonly causes: number[]
  /** The topics that the records were about. */
  readonly topics: Set<string>
  /** Of the last record that goes to __cluster_metadata. */
  lastMetadataSequence: number | null
}

/** What can change who runs, who hears whom, or what the brokers do. */
function isAboutNodes({ kind }: ClusterRecord): boolean {
  return !ABOUT_OTHER_THINGS.has(kind)
}

const ABOUT_OTHER_THINGS: ReadonlySet<ClusterRecord['kind']> = new Set<ClusterRecord['kind']>([
  'metadata.appended',
  'random.moved',
  'extentId.moved',
  'clock.changed',
  'topic.created',
  'topic.removed',
  'idempotencyKey.kept',
  'idempotencyKeys.expired',
  'app.created',
  'app.changed',
  'app.removed',
  'consumer.created',
  'consumer.changed',
  'consumer.removed',
  'producerIds.allocated',
  'producerId.claimed',
])

function triggerOf(input: ActionInput): Trigger {
  if (input.kind === 'node') return { kind: 'action', action: input.action, nodeId: input.nodeId }
  return { kind: 'action', action: input.kind, nodeId: null }
}
