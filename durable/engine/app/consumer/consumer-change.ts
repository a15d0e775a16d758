// What happens to an application that reads, one thing at a time. Its client is a pure function of what it hears (durable/engine/consumer), and
// decided before it is written down: what changed of it is in each of these.
import type { Callback, CommittedOffset, Consumer, ConsumerApi, ConsumerEvent } from '../../consumer/consumer.ts'
import type { TopicPartition } from '../../../../schema/kafka/topic-partition.ts'
import type { Fate, Place } from '../pattern/pattern.ts'
import type { PolledRecord, Sending, Thread } from './consumer-app.ts'

/** The fields of the client that are others now. */
export type ConsumerMove = Partial<Consumer>

export type ConsumerAppChange =
  /** It sends; or finds nobody there, or gives something up, and then there are no requests. */
  | { readonly kind: 'consumer.sent'; readonly requests: readonly SentToBroker[]; readonly moved: ConsumerMove }
  /** An answer has reached it; or, without one, these connections have ended. */
  | { readonly kind: 'consumer.heard'; readonly requestIds: readonly number[]; readonly isAnswer: boolean; readonly moved: ConsumerMove }
  /** Its rebalance listener is called. */
  | {
      readonly kind: 'consumer.rebalanced'
      readonly callbacks: readonly Callback[]
      readonly moved: ConsumerMove
      readonly thread: Thread
    }
  /** poll has given it records. */
  | {
      readonly kind: 'consumer.polled'
      readonly requestIds: readonly number[]
      readonly records: readonly PolledRecord[]
      readonly moved: ConsumerMove
      readonly thread: Thread
    }
  /** Its handler has come to the end of the first records of its hand, or thrown. */
  | {
      readonly kind: 'consumer.processed'
      readonly records: readonly PolledRecord[]
      /** Records of the hand that it will poll again. */
      readonly droppedCount: number
      readonly moved: ConsumerMove
      readonly thread: Thread
    }
  /** It calls commitSync or commitAsync. */
  | {
      readonly kind: 'consumer.committing'
      /** Null for the positions of all partitions. */
      readonly offsets: readonly CommittedOffset[] | null
      readonly moved: ConsumerMove
      readonly thread: Thread
    }
  /** Commits have come to an end, and onCommit was called. */
  | {
      readonly kind: 'consumer.committed'
      readonly events: readonly ConsumerEvent[]
      readonly moved: ConsumerMove
      readonly thread: Thread
    }
  /**
   * Its pattern has looked at the first record of the hand. What the pattern has in memory follows from that, and is worked out again: a timing
   * wheel in each of these would be most of the journal.
   */
  | {
      readonly kind: 'consumer.handled'
      readonly record: Place
      readonly outcome: HandledOutcome
      readonly error: string | null
      readonly moved: ConsumerMove
      readonly thread: Thread
    }
  /** Partitions of which the wait is over. */
  | { readonly kind: 'consumer.resumed'; readonly partitions: readonly TopicPartition[]; readonly moved: ConsumerMove }
  /** So many records of the timing wheel are due. */
  | { readonly kind: 'consumer.wheelTurned'; readonly dueCount: number }
  /** Its producer is given a message. */
  | { readonly kind: 'consumer.forwarding'; readonly sending: Sending; readonly topic: string }
  /** It hears what became of messages; what failed is sent again. */
  | { readonly kind: 'consumer.forwarded'; readonly acknowledged: readonly Place[]; readonly failed: readonly Place[] }

/** `leaves` and `held` end when a broker has the message; where it `waits` the partition gives it again. */
export type HandledOutcome =
  | { readonly kind: 'ended'; readonly fate: Fate }
  | { readonly kind: 'leaves' | 'held' }
  | { readonly kind: 'waits'; readonly untilMs: number }

export type SentToBroker = {
  readonly requestId: number
  readonly brokerId: number
  readonly api: ConsumerApi
  readonly phase: 'request' | 'lost'
  readonly arrivesMs: number
  readonly payload: string
}
