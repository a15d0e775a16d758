// The order in which a HashMap of Java gives what it holds. It is no order that anybody would choose, but some of Kafka's classes walk
// through hash maps and decide in that order, so that the outcome is always the same and cannot be had without it.
// Source: java.util.HashMap and String.hashCode. Buckets that have become trees because eight or more collided are left out.

const LEAST_BUCKETS = 16
const LOAD_FACTOR = 0.75

export function javaStringHash(text: string): number {
  let hash = 0
  for (let index = 0; index < text.length; index++) hash = (Math.imul(hash, 31) + text.charCodeAt(index)) | 0
  return hash
}

/** The keys of a map to which they were added one after the other. Keys of the same bucket stay in the order in which they came. */
export function inJavaHashMapOrder<Key>(keys: readonly Key[], hashOf: (key: Key) => number): Key[] {
  let buckets = LEAST_BUCKETS
  while (keys.length > buckets * LOAD_FACTOR) buckets *= 2
  return keys
    .map((key) => ({ key, bucket: bucketOf(hashOf(key), buckets) }))
    .sort((left, right) => left.bucket - right.bucket)
    .map(({ key }) => key)
}

/** The upper half of the hash is folded into the lower, since only the lowest bits count. */
function bucketOf(hash: number, buckets: number): number {
  return (hash ^ (hash >>> 16)) & (buckets - 1)
}
