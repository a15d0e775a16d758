// A request that names a partition twice. Everything in a request is decided on the same state, so the second change would not know of the
// first; Kafka's own clients build their requests from sets.

/** Whether the partition was named before; takes note of it. */
export function isRepeated(seen: Set<string>, topic: string, partitionIndex: number): boolean {
  const key = `${topic}/${partitionIndex}`
  if (seen.has(key)) return true
  seen.add(key)
  return false
}
