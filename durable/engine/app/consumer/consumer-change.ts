// What happens to an application that reads, one thing at a time. Its client is a pure function of what it hears (durable/engine/consumer), and
// decided before it is written down: what changed of it is in each of these.
import type { Callback, Consumer, ConsumerApi, ConsumerEvent } from '../../consumer/consumer.ts'
import type { PolledRecord, Thread } from './consumer-app.ts'

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
  | { readonly kind: 'consumer.committing'; readonly moved: ConsumerMove; readonly thread: Thread }
  /** Commits have come to an end, and onCommit was called. */
  | {
      readonly kind: 'consumer.committed'
      readonly events: readonly ConsumerEvent[]
      readonly moved: ConsumerMove
      readonly thread: Thread
    }

export type SentToBroker = {
  readonly requestId: number
  readonly brokerId: number
  readonly api: ConsumerApi
  readonly phase: 'request' | 'lost'
  readonly arrivesMs: number
  readonly payload: string
}
