// Kafka's Uuid between its two forms: 16 bytes on the wire, 22 characters of URL-safe base64 without padding everywhere else.
// Source: org.apache.kafka.common.Uuid.

import { readInt32 } from '../int64.ts'

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
const VALUES = new Map(Array.from(ALPHABET, (character, value) => [character, value]))

export const UUID_BYTES = 16
const UUID_CHARACTERS = 22

/** Sixteen zero bytes: no id. */
export const ZERO_UUID = 'AAAAAAAAAAAAAAAAAAAAAA'

/** The text of the 16 bytes at `position`; the caller has checked that they are there. */
export function uuidText(bytes: Uint8Array, position: number): string {
  let text = ''
  let bits = 0
  let bitCount = 0
  for (let index = 0; index < UUID_BYTES; index++) {
    bits = (bits << 8) | (bytes[position + index] ?? 0)
    bitCount += 8
    for (; bitCount >= 6; bitCount -= 6) text += ALPHABET.charAt((bits >> (bitCount - 6)) & 63)
    bits &= 0x3f
  }
  return text + ALPHABET.charAt((bits << (6 - bitCount)) & 63)
}

/** The 16 bytes of a uuid's text, or null when it is none: another length, another alphabet, or bits beyond the 128th. */
export function uuidBytes(text: string): Uint8Array | null {
  if (text.length !== UUID_CHARACTERS) return null
  const bytes = new Uint8Array(UUID_BYTES)
  let bits = 0
  let bitCount = 0
  let position = 0
  for (const character of text) {
    const value = VALUES.get(character)
    if (value === undefined) return null
    bits = ((bits << 6) | value) & 0x3fff
    bitCount += 6
    if (bitCount < 8) continue
    bitCount -= 8
    bytes[position++] = bits >> bitCount
  }
  return (bits & 0x0f) === 0 ? bytes : null
}

/** Uuid.compareTo: the two halves are compared one after the other, as signed numbers. Texts that are no uuids count as zero. */
export function compareUuids(left: string, right: string): number {
  const leftWords = uuidWords(left)
  for (const [index, rightWord] of uuidWords(right).entries()) {
    const leftWord = leftWords[index] ?? 0
    // Only the first word of a half has the sign.
    const difference = index % 2 === 0 ? leftWord - rightWord : (leftWord >>> 0) - (rightWord >>> 0)
    if (difference !== 0) return difference
  }
  return 0
}

/** Uuid.hashCode. */
export function javaUuidHash(uuid: string): number {
  return uuidWords(uuid).reduce((hash, word) => hash ^ word, 0)
}

function uuidWords(uuid: string): number[] {
  const bytes = uuidBytes(uuid) ?? new Uint8Array(UUID_BYTES)
  return [0, 4, 8, 12].map((position) => readInt32(bytes, position))
}
