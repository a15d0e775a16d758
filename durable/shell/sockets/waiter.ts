// The object's side of a reader that waits at the edge: the reader says where it stands, and is told once when there is more. It then reads
// by RPC and says again where it stands. Nothing here runs while nothing is written, so the object sleeps.
import { decodeCursor } from '../../../schema/records/cursor.ts'
import type { ClusterView } from '../../engine/cluster.ts'
import { readableUntil } from '../../engine/log/transactions.ts'
import { refuseConnection } from '../../engine/request/on-its-way.ts'
import type { Home } from '../home.ts'
import { isolationOf, remember } from './session.ts'
import type { EventWaiterSession, WaiterSession } from './session.ts'
import { say } from './say.ts'

/** The frame that says "there is something to read". Its content means nothing. */
const WAKE = 'more'

/** The reader has read up to a cursor. It is told at once if there is more already, so that nothing falls between its read and its wait. */
export function arm(socket: WebSocket, session: WaiterSession, message: string | ArrayBuffer, home: Home): void {
  const cursor = typeof message === 'string' ? decodeCursor(message) : null
  const topic = home.runtime.cluster.topics.get(session.topic)
  const standing = cursor !== null && topic !== undefined && topic.topicId === cursor.topicId
  // A reader of committed records who is woken for others would come back at once, and for ever.
  const isolation = isolationOf(session)
  const behind = standing
    ? topic.partitions.some(({ partitionIndex, log, leader }) => {
        const concerned = session.partition === null || session.partition === partitionIndex
        return (
          concerned && readableUntil(log, isolation) > (cursor.nextOffsets[partitionIndex] ?? 0) && answers(home.runtime.cluster, leader)
        )
      })
    : true
  session.armed = true
  if (behind) wake(socket, session)
  else remember(socket, session)
}

/** Whether a leader can be asked. One that cannot would send the reader round in circles; it is told when that has changed. */
function answers(cluster: ClusterView, leader: number): boolean {
  return cluster.brokers.get(leader)?.process === 'running' && refuseConnection(cluster, leader) === null
}

/** As above, for a reader of events: its message is the sequence that it wants next. What is no number is behind everything. */
export function armForEvents(socket: WebSocket, session: EventWaiterSession, message: string | ArrayBuffer, home: Home): void {
  const next = typeof message === 'string' && /^\d{1,15}$/.test(message) ? Number(message) : 0
  session.armed = true
  if (home.runtime.cluster.recordSequence >= next) wake(socket, session)
  else remember(socket, session)
}

export function wake(socket: WebSocket, session: WaiterSession | EventWaiterSession): void {
  if (!session.armed) return
  session.armed = false
  remember(socket, session)
  say(socket, WAKE)
}
