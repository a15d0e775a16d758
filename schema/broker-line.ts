// What the edge and the object say to each other on the line of a Kafka client's connection (worker/protocol/broker-link.ts, durable/shell/sockets/
// kafka-line.ts), as JSON, one message each. By it the edge holds long polls and heartbeats while the object sleeps. What one side does not
// understand it leaves alone: during a deployment they may be of different versions, and then nothing is held.
import type { RequestOf } from './kafka/requests/apis.ts'
import type { FetchRequest, FetchResponse } from './kafka/requests/fetch.ts'

/** The requests of which a connection sends the same one again and again. */
export type Heartbeat = RequestOf<'Heartbeat'> | RequestOf<'ConsumerGroupHeartbeat'>

/** `watch` numbers what is watched of one kind, so that an answer to a former one is not taken for that to the last one. */
export type ToObject =
  /** A reader was answered this, and wants to hear of anything that would change it. Takes the place of the one before. */
  | { readonly type: 'read'; readonly watch: number; readonly request: FetchRequest; readonly told: string }
  /** A member's heartbeat was answered and told it nothing. The next ones, as they are the same, are to be answered without the object. */
  | { readonly type: 'beat'; readonly watch: number; readonly beat: Heartbeat }
  /** The member's last heartbeat came so long ago, and nobody answers the next one in the object's place. */
  | { readonly type: 'silent'; readonly agoMs: number }
  /** Somebody got no answer, and wants to hear when the broker can be reached. */
  | { readonly type: 'unheard' }

export type ToEdge =
  /** Until `more` every fetch like this one has the same answer, and the object need not be asked. */
  | { readonly type: 'still'; readonly watch: number }
  | { readonly type: 'more' }
  /** Until `beat` every such heartbeat has the same answer. The member need not be heard of for as long as its session lasts. */
  | { readonly type: 'vouched'; readonly watch: number; readonly sessionTimeoutMs: number }
  | { readonly type: 'beat' }
  | { readonly type: 'reachable' }
  /** The rules of access have changed. */
  | { readonly type: 'rules' }

/** What two answers to the same fetch have in common when nothing has happened in between. */
export function standingOf({ responses }: FetchResponse): string {
  const partitions = responses.map(({ topicId, partitions: data }) => {
    return [
      topicId,
      ...data.map(({ error, highWatermark, lastStableOffset, logStartOffset, records }) => {
        return [error, highWatermark, lastStableOffset, logStartOffset, records.length]
      }),
    ]
  })
  return JSON.stringify(partitions)
}
