// Which partition a record goes to, as a Java producer of Kafka 4 decides: the one it names, else by its key, else a sticky choice.
// Source: KafkaProducer.partition and BuiltInPartitioner (KIP-794). The adaptive part, which avoids slow brokers, has no counterpart here.

import { utf8Bytes } from '../json/utf8.ts'
import { partitionForKey } from '../kafka/murmur2.ts'
import { PARTITION_NOT_FOUND } from './produce-record.ts'
import type { ProduceError, ProduceRecord } from './produce-record.ts'
import { TARGET_BATCH_BYTES } from '../limits.ts'

/** Chooses for records that have neither partition nor key. */
export interface KeylessPartitioner {
  /** The partition for a record of `sizeBytes`. */
  choose(partitionCount: number, sizeBytes: number): number
}

/** Chance comes in: a number from 0 up to but not including 1. */
export type Random = () => number

/**
 * Partitions for the records of one topic that have neither partition nor key: one at random, kept until a batch's worth of bytes went to
 * it, then one at random again (it may be the same one), so that small records travel in full batches.
 */
export class StickyPartitioner implements KeylessPartitioner {
  readonly #random: Random
  #partition = -1
  #producedBytes = 0

  constructor(random: Random) {
    this.#random = random
  }

  /** The partition for a record of `sizeBytes`. It counts towards the next switch. */
  choose(partitionCount: number, sizeBytes: number): number {
    // A topic that was made again can have fewer partitions than before.
    if (this.#partition < 0 || this.#partition >= partitionCount) this.#draw(partitionCount)
    const chosen = this.#partition
    this.#producedBytes += sizeBytes
    if (this.#producedBytes >= TARGET_BATCH_BYTES) this.#draw(partitionCount)
    return chosen
  }

  #draw(partitionCount: number): void {
    this.#partition = Math.floor(this.#random() * partitionCount)
    this.#producedBytes = 0
  }
}

/** The same partition for the same sender, so that what is sent again goes where it went. Only more partitions change it. */
export class FixedPartitioner implements KeylessPartitioner {
  readonly #sender: Uint8Array

  constructor(sender: string) {
    this.#sender = utf8Bytes(sender)
  }

  choose(partitionCount: number): number {
    return partitionForKey(this.#sender, partitionCount)
  }
}

/** The record's partition (`sizeBytes` is what it takes in a batch), below `partitionCount`, or 40402 when it names one that does not exist. An empty key is a key. */
export function choosePartition(
  { partitionId, key }: ProduceRecord,
  sizeBytes: number,
  partitionCount: number,
  keyless: KeylessPartitioner,
): number | ProduceError {
  if (partitionId === null) {
    if (key !== null) return partitionForKey(key, partitionCount)
    return keyless.choose(partitionCount, sizeBytes)
  }
  if (partitionId < partitionCount) return partitionId
  return { errorCode: PARTITION_NOT_FOUND, message: 'This server does not host this topic-partition.' }
}
