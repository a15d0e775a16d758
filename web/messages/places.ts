// What stands between the records that a reader is given: the markers of transactions, and records that were there and are not any more. Each takes
// an offset, so a list without them has holes that nobody could explain.
import type { SandboxSession } from '../data/session.ts'
import { deliveryPath, windowsOf } from './fates.ts'
import type { Delivery, Fates } from './fates.ts'
import type { Message } from './message.ts'

/** Behind the last record that was read there may be its transaction's marker. */
const LOOK_BEHIND = 3

/** The places in the same stretches of the log as the messages. What the answers say about the messages' fates is learned on the way. */
export async function placesBeside(session: SandboxSession, topic: string, messages: readonly Message[], fates: Fates): Promise<Message[]> {
  const windows = windowsOf(messages)
  const found = await Promise.all(
    windows.map(async ({ partition, from, until }) => {
      const end = until + LOOK_BEHIND
      const path = deliveryPath(session, topic, partition, from, end - from)
      const answer = await session.api.look<Delivery>({ method: 'GET', path })
      if (!answer.ok) return []
      fates.learn(partition, from, until, answer.value)
      return placesIn(answer.value, partition, timesOf(messages, partition))
    }),
  )
  return found.flat()
}

/** Everything of the answer that is no record which a reader is given. @param times when the records of the partition were made, by offset. */
export function placesIn({ records }: Delivery, partition: number, times: ReadonlyMap<number, number | null>): Message[] {
  const places: Message[] = []
  let timeMs: number | null = null
  for (const [index, { offset, fate, leader_epoch: leaderEpoch }] of records.entries()) {
    timeMs = times.get(offset) ?? timeMs
    const isPlace = fate === 'control' || fate === 'lost' || fate === 'deleted' || fate === 'duplicateDropped'
    if (isPlace) places.push({ kind: 'place', partition, offset, timeMs, fate, leaderEpoch, copy: index })
  }
  return places
}

function timesOf(messages: readonly Message[], partition: number): Map<number, number | null> {
  return new Map(messages.filter((one) => one.partition === partition).map(({ offset, timeMs }) => [offset, timeMs]))
}
