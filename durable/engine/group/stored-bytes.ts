// Bytes that members of a group hand to each other, as text in the state: base64, because what must survive JSON holds no bytes.

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const VALUES = new Uint8Array(128)
for (let index = 0; index < ALPHABET.length; index++) VALUES[ALPHABET.charCodeAt(index)] = index

/** Without padding: the length of the text says how many bytes there are. */
export function textOfBytes(bytes: Uint8Array): string {
  let text = ''
  for (let index = 0; index < bytes.length; index += 3) {
    const bits = (byteAt(bytes, index) << 16) | (byteAt(bytes, index + 1) << 8) | byteAt(bytes, index + 2)
    const left = Math.min(3, bytes.length - index)
    for (let letter = 0; letter <= left; letter++) text += ALPHABET.charAt((bits >> (18 - 6 * letter)) & 63)
  }
  return text
}

export function bytesOfText(text: string): Uint8Array {
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4))
  let bits = 0
  let written = 0
  for (let index = 0; index < text.length; index++) {
    bits = ((bits << 6) | (VALUES[text.charCodeAt(index)] as number)) & 0xffffff
    const phase = index & 3
    if (phase > 0) bytes[written++] = bits >> (6 - 2 * phase)
  }
  return bytes
}

/** How many bytes the text stands for. */
export function lengthOfText(text: string): number {
  return Math.floor((text.length * 3) / 4)
}

function byteAt(bytes: Uint8Array, index: number): number {
  return bytes[index] ?? 0
}
