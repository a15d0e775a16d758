// What is meant by an anchor of the grid: the inverse of `selectionKey`, for the kinds that stand in the grid. Names of topics have no colons.
import type { Selection } from '../../data/selection.ts'

export function selectionOf(anchor: string): Selection | null {
  const [kind, name = '', partition, brokerId] = anchor.split(':')
  switch (kind) {
    case 'broker':
      return { kind, brokerId: Number(name) }
    // The cell of a topic at one broker is `topic:{topic}:{brokerId}`: it stands for the topic too.
    case 'topic':
      return { kind, topic: name }
    case 'partition':
      return { kind, topic: name, partition: Number(partition) }
    case 'replica':
      return { kind, topic: name, partition: Number(partition), brokerId: Number(brokerId) }
    default:
      return null
  }
}
