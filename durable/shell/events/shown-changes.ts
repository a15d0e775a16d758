// What is shown of a batch that says something about each member of a group: a sentence with a thousand clauses would not be read.
import type { ConsumerGroupChange } from '../../engine/group/consumer/consumer-group-change.ts'

const MAX_SHOWN_CHANGES = 8

export type ShownChanges = { readonly shown: readonly ConsumerGroupChange[]; readonly hiddenCount: number }

export function shownChanges(changes: readonly ConsumerGroupChange[]): ShownChanges {
  const shown = changes.slice(0, MAX_SHOWN_CHANGES)
  return { shown, hiddenCount: changes.length - shown.length }
}

export function partitionCountOf(topics: readonly { readonly partitions: readonly number[] }[]): number {
  return topics.reduce((count, { partitions }) => count + partitions.length, 0)
}
