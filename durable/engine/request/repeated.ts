// A request that names something twice. Everything in a request is decided on the same state, so the second change would not know of the
// first; Kafka's own clients build their requests from sets. A request may name hundreds of thousands of things, so nothing here looks
// through all of them for each.

/** Whether the partition was named before; takes note of it. */
export function isRepeated(seen: Set<string>, topic: string, partitionIndex: number): boolean {
  const key = `${topic}/${partitionIndex}`
  if (seen.has(key)) return true
  seen.add(key)
  return false
}

/** The names that stand in a list more than once, each one time: of those Kafka carries out none. */
export function repeatedNames(named: readonly { readonly name: string }[]): Set<string> {
  const seen = new Set<string>()
  const repeated = new Set<string>()
  for (const { name } of named) {
    if (seen.has(name)) repeated.add(name)
    seen.add(name)
  }
  return repeated
}
