// The hash of kafkajs' LegacyPartitioner, the default of kafkajs 1: a MurmurHash2 that multiplies in floating point and reads the last
// incomplete word twice. It agrees with nobody else, so topics written by old kafkajs clients have their keys elsewhere. It is here to
// show where such a client writes; nothing of ours writes with it.
// Source: behaviour of src/producer/partitioners/legacy of tulios/kafkajs, by its test vectors.

const SEED = 0x9747b28c
const MULTIPLIER = 0x5bd1e995
const SHIFT = 24

/** The hash as a signed int32. Products are rounded to doubles before they are cut to 32 bits: that is the difference to murmur2.ts. */
export function kafkajsLegacyMurmur2(key: Uint8Array): number {
  const { length } = key
  let hash = SEED ^ length
  for (let position = 0; position < length; position += 4) hash = (hash * MULTIPLIER) ^ mixedWord(key, position)
  const tail = length & ~3
  const rest = length & 3
  if (rest > 2) hash ^= byteAt(key, tail + 2) << 16
  if (rest > 1) hash ^= byteAt(key, tail + 1) << 8
  if (rest > 0) hash = (hash ^ byteAt(key, tail)) * MULTIPLIER
  hash ^= hash >>> 13
  hash *= MULTIPLIER
  return hash ^ (hash >>> 15)
}

function mixedWord(key: Uint8Array, position: number): number {
  const word =
    byteAt(key, position) + (byteAt(key, position + 1) << 8) + (byteAt(key, position + 2) << 16) + (byteAt(key, position + 3) << 24)
  const mixed = word * MULTIPLIER
  return (mixed ^ (mixed >>> SHIFT)) * MULTIPLIER
}

function byteAt(key: Uint8Array, position: number): number {
  return key[position] ?? 0
}
