// What a large group costs its coordinator, in either protocol: a thousand members come to have a partition each, and beat. What is counted is
// processor time of the pure engine, with the text that its journal would store.

import { median } from '../load/statistics.ts'
import { usedMicroseconds } from './bench-cluster.ts'
import { ClassicGroupLoop } from './classic-group-loop.ts'
import { ConsumerGroupLoop } from './consumer-group-loop.ts'

const MEMBERS = 1_000
const BEATS_EACH = 5

const PROTOCOLS = [
  { protocol: 'classic', begin: () => new ClassicGroupLoop(MEMBERS) },
  { protocol: 'consumer', begin: () => new ConsumerGroupLoop(MEMBERS) },
] as const

export type GroupLoop = {
  /** Until every member has a partition. */
  bringTogether(): void
  /** Each member beats once. Gives how many entries of the journal that took. */
  beat(): number
}

export type GroupCost = {
  readonly protocol: (typeof PROTOCOLS)[number]['protocol']
  readonly members: number
  /** Medians over the rounds. */
  readonly rebalanceMs: number
  readonly heartbeatMicroseconds: number
  /** Of all heartbeats of a round together. */
  readonly heartbeatJournalEntries: number
}

/** The first round of each protocol warms it up and is not counted. */
export function measureGroups({ rounds }: { readonly rounds: number }): GroupCost[] {
  return PROTOCOLS.map(({ protocol, begin }) => {
    const counted = Array.from({ length: rounds + 1 }, () => measureRound(begin())).slice(1)
    return {
      protocol,
      members: MEMBERS,
      rebalanceMs: median(counted.map(({ rebalanceMs }) => rebalanceMs)),
      heartbeatMicroseconds: median(counted.map(({ heartbeatMicroseconds }) => heartbeatMicroseconds)),
      heartbeatJournalEntries: Math.max(...counted.map(({ heartbeatJournalEntries }) => heartbeatJournalEntries)),
    }
  })
}

function measureRound(group: GroupLoop): Omit<GroupCost, 'protocol' | 'members'> {
  const beganMicroseconds = usedMicroseconds()
  group.bringTogether()
  const togetherMicroseconds = usedMicroseconds()
  let heartbeatJournalEntries = 0
  for (let beat = 0; beat < BEATS_EACH; beat++) heartbeatJournalEntries += group.beat()
  const heartbeatMicroseconds = (usedMicroseconds() - togetherMicroseconds) / (MEMBERS * BEATS_EACH)
  return { rebalanceMs: (togetherMicroseconds - beganMicroseconds) / 1000, heartbeatMicroseconds, heartbeatJournalEntries }
}
