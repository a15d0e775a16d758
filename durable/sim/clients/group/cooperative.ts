// The cooperative assignor of the simulator's members (KIP-429): everybody keeps what it has up to its share, and what it has beyond that nobody
// gets in this generation. It joins again without it, and then it is free.
import type { TopicPartition } from '../../../../schema/kafka/topic-partition.ts'
import type { JoinedMember, Strategy } from './strategy.ts'

export const COOPERATIVE: Strategy = {
  protocolName: 'simulated-cooperative',
  isCooperative: true,
  assign: (members, partitions) => {
    const claims = claimsOf(members)
    const shares = new Map<string, TopicPartition[]>(members.map(({ memberId }) => [memberId, []]))
    const most = Math.ceil(partitions.length / members.length)
    const left = partitions.filter((partition) => {
      const share = shares.get(claims.get(nameOf(partition)) ?? '')
      if (share === undefined || share.length >= most) return true
      share.push(partition)
      return false
    })
    for (const partition of left) {
      const smallest = [...shares.values()].reduce((least, share) => (share.length < least.length ? share : least))
      smallest.push(partition)
    }
    return new Map(Array.from(shares, ([memberId, share]) => [memberId, share.filter((each) => isFreeFor(memberId, claims, each))]))
  },
}

function nameOf({ topic, partitionIndex }: TopicPartition): string {
  return `${topic}/${partitionIndex}`
}

/** Who has what, by name. Of two the one that was given it later: the other has missed a generation. */
function claimsOf(members: readonly JoinedMember[]): ReadonlyMap<string, string> {
  const byAge = members.toSorted((one, other) => one.generation - other.generation)
  return new Map(byAge.flatMap(({ memberId, owned }) => owned.map((partition) => [nameOf(partition), memberId] as const)))
}

function isFreeFor(memberId: string, claims: ReadonlyMap<string, string>, partition: TopicPartition): boolean {
  return (claims.get(nameOf(partition)) ?? memberId) === memberId
}
