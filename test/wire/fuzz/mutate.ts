// What a frame can suffer: bits that flip, an end that is missing, lengths that lie, parts that change places, a version that is another's.
// Everything follows from the random generator that is given, so that a frame can be made again from its seed and index.
import type { Random } from '../../../durable/engine/random.ts'
import { concatenate } from '../../../schema/kafka/concatenate.ts'
import { writeInt16, writeInt32 } from '../../../schema/kafka/int64.ts'
import { happens, pick, randomBytes } from './random-message.ts'

type Mutation = (frame: Uint8Array, random: Random) => Uint8Array

/** Enough to announce far more than there is, small enough that a hundred thousand frames are made in seconds. */
const MOST_REPEATED_BYTES = 4096
const HUGE_LENGTHS = [0x7fffffff, -1, -2, -0x80000000, 0x7fff, 0x10000, 250_000, 250_001, 8_388_608]
/** Unsigned varints: the largest, one that never ends, zero in five bytes, 2^31, and a count of 16,000. */
const HUGE_VARINTS = [
  [0xff, 0xff, 0xff, 0xff, 0x0f],
  [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
  [0x80, 0x80, 0x80, 0x80, 0x00],
  [0x80, 0x80, 0x80, 0x80, 0x08],
  [0x80, 0x7d],
]

const MUTATIONS: readonly Mutation[] = [flipBits, cutEnd, growLength, growVarint, swapParts, repeatPart, removePart, insertBytes, nestTags]

/** So many frames in a hundred become one of another API or version, which mostly does not exist. */
const OTHER_KIND_PERCENT = 10

/** One to three mutations, one after another. */
export function mutate(frame: Uint8Array, random: Random): Uint8Array {
  let mutated = happens(random, OTHER_KIND_PERCENT) ? pick(random, [changeVersion, changeApi])(frame, random) : frame
  for (let count = random.below(3); count >= 0; count--) mutated = pick(random, MUTATIONS)(mutated, random)
  return mutated
}

function flipBits(frame: Uint8Array, random: Random): Uint8Array {
  const flipped = frame.slice()
  for (let count = random.below(16); count >= 0; count--) {
    const position = random.below(frame.length + 1)
    flipped[position] = (flipped[position] ?? 0) ^ (1 << random.below(8))
  }
  return flipped
}

function cutEnd(frame: Uint8Array, random: Random): Uint8Array {
  return frame.slice(0, random.below(frame.length + 1))
}

function growLength(frame: Uint8Array, random: Random): Uint8Array {
  const grown = frame.slice()
  const length = pick(random, HUGE_LENGTHS)
  if (frame.length >= 4) writeInt32(grown, random.below(frame.length - 3), length)
  return grown
}

function growVarint(frame: Uint8Array, random: Random): Uint8Array {
  const [start] = twoPlaces(frame, random)
  const varint = pick(random, HUGE_VARINTS)
  return joined(frame.subarray(0, start), Uint8Array.from(varint), frame.subarray(start + (happens(random, 50) ? 1 : varint.length)))
}

function swapParts(frame: Uint8Array, random: Random): Uint8Array {
  const [start, end] = twoPlaces(frame, random)
  const middle = start + random.below(end - start + 1)
  return joined(frame.subarray(0, start), frame.subarray(middle, end), frame.subarray(start, middle), frame.subarray(end))
}

function repeatPart(frame: Uint8Array, random: Random): Uint8Array {
  const [start, end] = twoPlaces(frame, random)
  const part = frame.subarray(start, end)
  const times = Math.min(1 + random.below(64), Math.floor(MOST_REPEATED_BYTES / (part.length + 1)))
  return joined(frame.subarray(0, end), ...Array.from({ length: times }, () => part), frame.subarray(end))
}

function removePart(frame: Uint8Array, random: Random): Uint8Array {
  const [start, end] = twoPlaces(frame, random)
  return joined(frame.subarray(0, start), frame.subarray(end))
}

function insertBytes(frame: Uint8Array, random: Random): Uint8Array {
  const [start] = twoPlaces(frame, random)
  return joined(frame.subarray(0, start), randomBytes(random, 1 + random.below(12)), frame.subarray(start))
}

/** Sections of tagged fields, each the value of the one before it, where the frame's own would end it. */
function nestTags(frame: Uint8Array, random: Random): Uint8Array {
  const depth = 1 + random.below(60)
  const sections = Array.from({ length: depth }, (_, index) => [1, random.below(4), Math.min(127, (depth - index) * 3)])
  return joined(frame.subarray(0, Math.max(0, frame.length - 1)), Uint8Array.from(sections.flat()), Uint8Array.of(0))
}

function changeVersion(frame: Uint8Array, random: Random): Uint8Array {
  return withInt16(frame, 2, happens(random, 80) ? random.below(19) : random.below(0x10000) - 0x8000)
}

function changeApi(frame: Uint8Array, random: Random): Uint8Array {
  return withInt16(frame, 0, happens(random, 80) ? random.below(93) : random.below(0x10000) - 0x8000)
}

function withInt16(frame: Uint8Array, position: number, value: number): Uint8Array {
  const changed = frame.slice()
  if (frame.length >= position + 2) writeInt16(changed, position, value)
  return changed
}

/** Behind API key and version, so that most mutated frames are still frames of the API that they began as. */
function twoPlaces(frame: Uint8Array, random: Random): readonly [start: number, end: number] {
  const first = Math.min(4, frame.length)
  const places = [first + random.below(frame.length - first + 1), first + random.below(frame.length - first + 1)] as const
  return [Math.min(...places), Math.max(...places)]
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return concatenate(
    parts,
    parts.reduce((sum, part) => sum + part.length, 0),
  )
}
