// What the edge and the object say to each other on the line of a Kafka client's connection (worker/protocol/broker-link.ts, durable/shell/sockets/
// kafka-line.ts), as JSON, one message each. By it the edge answers what a client asks again and again while the object sleeps. What one side does
// not understand it leaves alone: during a deployment they may be of different versions, and then nothing is held.
import type { RequestOf } from './kafka/requests/apis.ts'
import type { FetchResponse } from './kafka/requests/fetch.ts'

export type Heartbeat = RequestOf<'Heartbeat'> | RequestOf<'ConsumerGroupHeartbeat'>

/** A connection has at most one of each kind under watch: a poll, the heartbeats of a member, and a look at the cluster. */
export type WatchKind = 'poll' | 'beat' | 'look'

/** What was asked, and what was told: as standingOf writes it for a fetch, and as JSON for the others. */
export type Watched =
  | { readonly of: 'poll'; readonly asked: RequestOf<'Fetch'>; readonly told: string }
  | { readonly of: 'beat'; readonly asked: Heartbeat; readonly told: string }
  | { readonly of: 'look'; readonly asked: RequestOf<'Metadata'>; readonly told: string }

export type ToObject =
  /**
   * The edge wants to hear of anything that would change this answer, which takes the place of the one before. `watch` numbers it, so that
   * what is said of a former one is not taken for this.
   */
  | ({ readonly type: 'watch'; readonly watch: number } & Watched)
  /** The member's last heartbeat came so long ago, and nobody answers the next one in the object's place. */
  | { readonly type: 'silent'; readonly agoMs: number }
  /** Somebody got no answer, and wants to hear when the broker can be reached. */
  | { readonly type: 'unheard' }

export type ToEdge =
  /** Until it has changed, who asks the same has the same answer, and the object need not be asked. */
  | { readonly type: 'held'; readonly of: Exclude<WatchKind, 'beat'>; readonly watch: number }
  /** The same for heartbeats: the member lives on until the edge says that it is silent. */
  | { readonly type: 'held'; readonly of: 'beat'; readonly watch: number; readonly sessionTimeoutMs: number }
  | { readonly type: 'changed'; readonly of: WatchKind }
  | { readonly type: 'reachable' }
  /** The rules of access have changed. */
  | { readonly type: 'rules' }

/** What two answers to the same fetch have in common when nothing has happened in between. */
export function standingOf({ responses }: FetchResponse): string {
  const topics = responses.map(({ topicId, partitions }) => {
    const standings = partitions.map(({ error, highWatermark, lastStableOffset, logStartOffset, records }) => {
      return [error, highWatermark, lastStableOffset, logStartOffset, records.length]
    })
    return [topicId, standings]
  })
  return JSON.stringify(topics)
}
