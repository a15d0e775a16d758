// The partition of a coordinator's topic that a transactional id or a group belongs to.
// Source: Utils.abs(key.hashCode) % partitions of Kafka 4.3, with Java's String.hashCode over UTF-16 units.

export function partitionFor(key: string, partitionCount: number): number {
  let hash = 0
  for (let index = 0; index < key.length; index++) hash = (Math.imul(hash, 31) + key.charCodeAt(index)) | 0
  // Utils.abs: the smallest integer has no positive counterpart and becomes 0.
  return (hash === -2147483648 ? 0 : Math.abs(hash)) % partitionCount
}
