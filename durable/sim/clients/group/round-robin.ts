// The eager assignor of the simulator's members, no cleverer than it needs to be: partitions go around among the members.
import type { Strategy } from './strategy.ts'

export const ROUND_ROBIN: Strategy = {
  protocolName: 'simulated-round-robin',
  isCooperative: false,
  assign: (members, partitions) => {
    const sorted = members.map(({ memberId }) => memberId).toSorted()
    return new Map(sorted.map((memberId, place) => [memberId, partitions.filter((_, index) => index % sorted.length === place)]))
  },
}
