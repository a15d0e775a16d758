// The frames of the fuzzer by number: the same seed and index always give the same frame, whatever came before it.
import { Random, randomFromSeed } from '../../../durable/engine/random.ts'
import { writeInt16 } from '../../../schema/kafka/int64.ts'
import type { MessageDefinition, WrittenMessageOf } from '../../../schema/kafka/message/message-definition.ts'
import { offeredVersions } from '../../../schema/kafka/protocol/wire-message.ts'
import type { WireMessages } from '../../../schema/kafka/protocol/wire-message.ts'
import { requestFrame } from '../../support/wire.ts'
import { mutate } from './mutate.ts'
import { happens, pick, randomBytes, randomMessage } from './random-message.ts'

/**
 * What fills a large body to the brim: zeros, empty elements, one-byte varints, the largest count of elements and one more, tags of no
 * length, lengths that never end.
 */
const FILLINGS = [
  [0],
  [1],
  [2],
  [1, 0],
  [2, 2, 0x61, 0x61],
  [0, 0, 0, 1],
  [0, 3, 0xd0, 0x90],
  [0, 3, 0xd0, 0x91],
  [0x90, 0xa1, 0x0f],
  [0xff],
]

/** So many frames in a hundred have nothing to do with Kafka. */
const GARBAGE_PERCENT = 2
/** Key, version, correlation id, an empty client id, and no tagged fields: which a version without them reads as the first byte of its body. */
const STUFFED_HEAD_BYTES = 11
const CLIENT_IDS = ['', 'fuzzer', null, 'é\u{1f600}', 'x'.repeat(300)]

export type Kind = { readonly messages: WireMessages; readonly apiVersion: number }

/** Each API in each version that is offered. */
export function kindsOf(all: readonly WireMessages[]): Kind[] {
  return all.flatMap((messages) => {
    const { lowest, highest } = offeredVersions(messages)
    return Array.from({ length: highest - lowest + 1 }, (_, index) => ({ messages, apiVersion: lowest + index }))
  })
}

export class FuzzFrames {
  readonly #kinds: readonly Kind[]
  readonly #seed: number

  /** @param seed below 2^21. */
  constructor(all: readonly WireMessages[], seed: number) {
    this.#kinds = kindsOf(all)
    this.#seed = seed
  }

  /** A request that was good until it was mutated; the kinds take turns. */
  mutated(index: number): Uint8Array {
    const random = this.#random(index)
    if (happens(random, GARBAGE_PERCENT)) return randomBytes(random, random.below(200))
    return mutate(this.#good(index, random), random)
  }

  /** A request that is well formed, whatever it asks for. */
  good(index: number): Uint8Array {
    return this.#good(index, this.#random(index))
  }

  /** A large frame of one kind, with each filling: what a few bytes more than a header can cost. */
  *stuffed(bodyBytes: number): Generator<Uint8Array> {
    const head = new Uint8Array(STUFFED_HEAD_BYTES)
    for (const filling of FILLINGS) {
      const frame = new Uint8Array(STUFFED_HEAD_BYTES + bodyBytes)
      for (let position = 0; position < frame.length; position++) frame[position] = filling[position % filling.length] ?? 0
      for (const { messages, apiVersion } of this.#kinds) {
        writeInt16(head, 0, messages.apiKey)
        writeInt16(head, 2, apiVersion)
        frame.set(head)
        yield frame
      }
    }
  }

  #good(index: number, random: Random): Uint8Array {
    const kind = this.#kinds[index % this.#kinds.length]
    if (kind === undefined) throw new Error('There are messages.')
    const { messages, apiVersion } = kind
    const message = randomMessage(messages.request, apiVersion, random) as WrittenMessageOf<MessageDefinition>
    const header = { correlationId: random.below(2 ** 31), clientId: pick(random, CLIENT_IDS) }
    return requestFrame<MessageDefinition>(messages, apiVersion, message, header)
  }

  #random(index: number): Random {
    return new Random(randomFromSeed(this.#seed * 2 ** 32 + index))
  }
}
