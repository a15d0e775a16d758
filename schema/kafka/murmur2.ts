// MurmurHash2 over key bytes, and the partition a Java-compatible producer chooses with it. The broker never hashes a key: this is for our
// own producer and for showing where a client library writes.
// Source: Utils.murmur2 and BuiltInPartitioner.partitionForKey of Kafka 4.3. kafkajs 2, franz-go, kafka-python and aiokafka agree with it.

import { readInt32 } from './int64.ts'

const SEED = 0x9747b28c
const MULTIPLIER = 0x5bd1e995
const SHIFT = 24

/** The hash as a signed int32. An empty key is a key like any other. */
export function murmur2(key: Uint8Array): number {
  const { length } = key
  let hash = SEED ^ length
  const wordsEnd = length & ~3
  for (let position = 0; position < wordsEnd; position += 4) {
    hash = Math.imul(hash, MULTIPLIER) ^ mixedWord(key, position)
  }
  return finished(length === wordsEnd ? hash : Math.imul(hash ^ tailOf(key, wordsEnd), MULTIPLIER))
}

/** Four bytes, the lowest first. */
function mixedWord(key: Uint8Array, position: number): number {
  const bigEndian = readInt32(key, position)
  const word = (bigEndian >>> 24) | ((bigEndian >>> 8) & 0xff00) | ((bigEndian << 8) & 0xff0000) | (bigEndian << 24)
  const mixed = Math.imul(word, MULTIPLIER)
  return Math.imul(mixed ^ (mixed >>> SHIFT), MULTIPLIER)
}

/** The one to three bytes behind the last whole word. */
function tailOf(key: Uint8Array, position: number): number {
  return (key[position] ?? 0) | ((key[position + 1] ?? 0) << 8) | ((key[position + 2] ?? 0) << 16)
}

function finished(hash: number): number {
  const mixed = Math.imul(hash ^ (hash >>> 13), MULTIPLIER)
  return mixed ^ (mixed >>> 15)
}

/**
 * The partition of a record with this key among all partitions of a topic, whether their leaders are there or not. The sign bit is
 * dropped rather than negated, because Math.abs of the smallest int32 would not be positive in Java.
 */
export function partitionForKey(key: Uint8Array, partitionCount: number): number {
  return (murmur2(key) & 0x7fffffff) % partitionCount
}
