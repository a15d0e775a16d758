// A simulated application that reads: a process with Kafka's consumer client (durable/engine/consumer) and a thread that polls, processes and
// commits. As with an application that writes, its whole state is here as plain data.
import type { KafkaErrorName } from '../../../../schema/kafka/errors.ts'
import type { TopicPartition } from '../../../../schema/kafka/topic-partition.ts'
import type { ConsumerSettings } from '../../consumer/consumer-config.ts'
import type { CommittedOffset, Consumer } from '../../consumer/consumer.ts'
import type { DeepReadonly } from '../../deep-readonly.ts'
import type { AnyAppView, AppPhase, AppRequest } from '../app.ts'
import type { ConsumerInterceptor, Headers, HandlerState, Pattern, Place } from '../pattern/pattern.ts'
import type { HandlerReport } from '../pattern/report.ts'

/** What it was told to do. An application that has this field reads; the others write. */
export type ConsumerPlan = {
  name: string
  reads: Reads
  /** As they were given, in Kafka's names. enable.auto.commit follows from `commit` where it is left out. */
  configs: readonly (readonly [name: string, value: string])[]
  /** How long its thread works on a record, milliseconds. */
  processingMs: number
  /** Whether its thread hands records over to another one and polls on: then what is polled and what is processed are two things. */
  handsOver: boolean
  commit: CommitPlan
  /** Whether its rebalance listener commits what was processed when partitions are revoked. */
  commitsOnRevoke: boolean
  /** Where it begins in partitions that it is given, instead of the committed offsets; null leaves it to the client. */
  seek: SeekPlan | null
  /** Interceptors, in the order in which they see a record, before its handler does. */
  onConsume: readonly ConsumerInterceptor[]
  /** Records of which its handler throws; null when it never does. */
  failure: FailurePlan | null
  /** Where its process dies, once; null when it does not. */
  crash: CrashPlan | null
  /** What it does with a record after its work on it; null when nothing. */
  handler: HandlingPlan | null
}

/** With the configs of the producer that it sends records on with: an application of its own, which lives and dies with this one. */
export type HandlingPlan = { readonly pattern: Pattern; readonly producerConfigs: readonly (readonly [name: string, value: string])[] }

export type Reads =
  | { readonly kind: 'topics'; readonly topics: readonly string[] }
  | { readonly kind: 'pattern'; readonly pattern: string }
  | { readonly kind: 'partitions'; readonly partitions: readonly TopicPartition[] }

/** `auto` leaves it to enable.auto.commit; `none` never commits. */
export type CommitPlan =
  | { readonly kind: 'auto' | 'none' }
  | { readonly kind: 'perRecord' | 'afterBatch' | 'beforeProcessing'; readonly mode: 'sync' | 'async' }

export type SeekPlan =
  | { readonly kind: 'beginning' | 'end' }
  | { readonly kind: 'offset'; readonly offset: number }
  | { readonly kind: 'timestamp'; readonly timestampMs: number }

/** Every so manieth record (0 for none), or those whose key or value holds a text. */
export type FailurePlan = {
  readonly every: number
  readonly keyContains: string | null
  readonly valueContains: string | null
  /** So many attempts on a record fail, and the next one does not; 0 when all do. It needs a pattern that counts them. */
  readonly attempts: number
  /** `skip` goes on with the next record, `retry` seeks back and polls it again, `crash` is an exception that nobody catches. */
  readonly reaction: 'skip' | 'retry' | 'crash'
}

export type CrashStep = 'afterPoll' | 'afterProcess' | 'beforeCommit' | 'afterCommit'

/** The process dies when it comes to this step for the nth time, counted over all its processes: so it dies once. */
export type CrashPlan = { readonly step: CrashStep; readonly nth: number }

export type ConsumerApp = ConsumerPlan & {
  appId: number
  /** Worked out from the configs. Not stored. */
  settings: ConsumerSettings
  createdMs: number
  phase: AppPhase
  error: KafkaErrorName | null
  /** How many processes it has had. */
  instance: number
  nextRequestId: number
  /** Null while there is none. */
  process: ConsumerProcess | null
  abandoned: AppRequest[]
  counters: ConsumerCounters
  /** The newest records that it has processed, by place, oldest first: at most MAX_APP_TRACE. */
  processed: ProcessedRecord[]
  /** What became of the records that its pattern has handled; null without one. */
  report: HandlerReport | null
}

export type ConsumerAppView = DeepReadonly<ConsumerApp>
export type ConsumerProcessView = DeepReadonly<ConsumerProcess>

export type ConsumerCounters = {
  polls: number
  polled: number
  processed: number
  /** By an interceptor. */
  dropped: number
  /** Calls of ConsumerInterceptor.onConsume, one a poll with records, and of onCommit, one a commit. */
  onConsume: number
  onCommit: number
  /** Of a record that this application had processed before, as far as its trace goes. */
  processedAgain: number
  failures: number
  commits: number
  commitFailures: number
  assigned: number
  revoked: number
  lost: number
  requests: number
  connectionsLost: number
  /** How often it came to each step at which it may crash. */
  steps: Record<CrashStep, number>
}

export type ConsumerProcess = {
  startedMs: number
  /** Without the records that were fetched and not polled: they are fetched again. */
  consumer: Consumer
  /** On the wire, in the order sent. */
  inFlight: AppRequest[]
  thread: Thread
  /** What the last poll gave and the thread has not processed yet. */
  hand: PolledRecord[]
  /** Null without a pattern. */
  handling: Handling | null
}

/** What a process with a pattern has in memory. */
export type Handling = {
  state: HandlerState
  /** What its producer has of what leaves, under the numbers that it gave. */
  sending: Sending[]
  /** After a message that failed nothing is sent before then. */
  notBeforeMs: number
  /** The offsets that it last asked its consumer to commit. */
  asked: CommittedOffset[]
}

export type Sending = Place & { readonly sequence: number }

/** What the application's own thread does. The client's heartbeats go on beside it. */
export type Thread =
  /** With handsOver the other thread is on the first record of the hand until then. */
  | { readonly kind: 'polling'; readonly workUntilMs?: number }
  /** On the first record of the hand. */
  | { readonly kind: 'processing'; readonly untilMs: number }
  /** After a record that it will poll again. */
  | { readonly kind: 'resting'; readonly untilMs: number }
  /** Inside of commitSync: from there it goes on as `next` says. */
  | { readonly kind: 'committing'; readonly commitId: number; readonly next: 'processing' | 'polling' | 'callbacks' }
  | { readonly kind: 'closing' }

export type PolledRecord = TopicPartition & {
  readonly offset: number
  readonly leaderEpoch: number
  /** `fails` makes the handler throw; `dropped` it never sees. */
  readonly fate: 'handled' | 'fails' | 'dropped'
  /** Where a pattern looks at it. */
  readonly content?: RecordContent
}

/** As text, which is what simulated applications write: bytes that are no UTF-8 are not kept. */
export type RecordContent = {
  readonly timestampMs: number
  readonly key: string | null
  readonly value: string | null
  readonly headers: Headers
}

export type ProcessedRecord = TopicPartition & {
  readonly offset: number
  readonly leaderEpoch: number
  /** How often its handler came to the end, and how often it threw. */
  times: number
  failures: number
  isDropped: boolean
  /** Of the process that had it last. */
  instance: number
  lastMs: number
}

export function isConsumerApp<App extends AnyAppView>(app: App): app is Extract<App, { readonly reads: unknown }> {
  return 'reads' in app
}

export function noConsumerCounts(): ConsumerCounters {
  return {
    polls: 0,
    polled: 0,
    processed: 0,
    dropped: 0,
    onConsume: 0,
    onCommit: 0,
    processedAgain: 0,
    failures: 0,
    commits: 0,
    commitFailures: 0,
    assigned: 0,
    revoked: 0,
    lost: 0,
    requests: 0,
    connectionsLost: 0,
    steps: { afterPoll: 0, afterProcess: 0, beforeCommit: 0, afterCommit: 0 },
  }
}
