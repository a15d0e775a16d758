// Kafka's Uuid: 16 random bytes of version 4, written as 22 characters of URL-safe base64. Drawn from the cluster's own chance.
import type { Random } from './random.ts'

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/** A fresh id. Like Kafka's it never starts with a dash, which command lines would take for an option. */
export function randomUuid(random: Random): string {
  for (;;) {
    const uuid = encode(randomBytes(random))
    if (!uuid.startsWith('-')) return uuid
  }
}

/** The form that java.util.UUID prints: what Kafka's coordinator ends member ids with. */
export function randomJavaUuid(random: Random): string {
  const digits = Array.from(randomBytes(random), (byte) => byte.toString(16).padStart(2, '0')).join('')
  return [digits.slice(0, 8), digits.slice(8, 12), digits.slice(12, 16), digits.slice(16, 20), digits.slice(20)].join('-')
}

function randomBytes(random: Random): Uint8Array {
  const bytes = new Uint8Array(16)
  for (let index = 0; index < 16; index++) bytes[index] = random.nextUint32() >>> 24
  bytes[6] = ((bytes[6] as number) & 0x0f) | 0x40
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80
  return bytes
}

function encode(bytes: Uint8Array): string {
  let text = ''
  for (let index = 0; index < 15; index += 3) {
    const bits = ((bytes[index] as number) << 16) | ((bytes[index + 1] as number) << 8) | (bytes[index + 2] as number)
    text += letter(bits >> 18) + letter(bits >> 12) + letter(bits >> 6) + letter(bits)
  }
  const last = bytes[15] as number
  return text + letter(last >> 2) + letter(last << 4)
}

function letter(bits: number): string {
  return ALPHABET.charAt(bits & 63)
}
