// How many partitions a list by topic names: a sentence that named a thousand of them would not be read.

export function partitionCountOf(topics: readonly { readonly partitions: readonly number[] }[]): number {
  return topics.reduce((count, { partitions }) => count + partitions.length, 0)
}
