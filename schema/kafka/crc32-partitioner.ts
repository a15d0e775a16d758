// How librdkafka (and so node-rdkafka, confluent-kafka-python, -go and -dotnet) chooses a partition by default: CRC-32 of the key, not
// murmur2. The same key therefore lands elsewhere than with a Java producer, which surprises teams that mix the two.
// Source: librdkafka's consistent_random partitioner; Sarama's NewConsistentCRCHashPartitioner computes the same.

const REFLECTED_POLYNOMIAL = 0xedb88320

const TABLE = Int32Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte
  for (let bit = 0; bit < 8; bit++) remainder = remainder & 1 ? (remainder >>> 1) ^ REFLECTED_POLYNOMIAL : remainder >>> 1
  return remainder
})

/** CRC-32 (IEEE 802.3) of the bytes, unsigned. */
export function crc32(bytes: Uint8Array): number {
  let crc = -1
  for (const byte of bytes) crc = (crc >>> 8) ^ (TABLE[(crc ^ byte) & 0xff] ?? 0)
  return ~crc >>> 0
}

/** The partition of this key. librdkafka draws a random one for a null and for an empty key, so neither may come here. */
export function crc32PartitionForKey(key: Uint8Array, partitionCount: number): number {
  return crc32(key) % partitionCount
}
