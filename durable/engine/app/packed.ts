// Requests and answers with bytes in them as text, so that they can lie in the state, and in its checkpoint, while they are on their way.

/** The only field of an object that stands for bytes, in hexadecimal. */
const BYTES = '$bytes'

export function pack(value: unknown): string {
  return JSON.stringify(value, (_name, field: unknown) => (field instanceof Uint8Array ? { [BYTES]: hexOf(field) } : field))
}

/** Whoever packed it knows its type. */
export function unpack(packed: string): unknown {
  return JSON.parse(packed, (_name, field: unknown) => (isBytes(field) ? bytesOf(field[BYTES]) : field))
}

function isBytes(field: unknown): field is { readonly [BYTES]: string } {
  return typeof field === 'object' && field !== null && BYTES in field
}

function hexOf(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += byte.toString(16).padStart(2, '0')
  return text
}

function bytesOf(text: string): Uint8Array {
  return Uint8Array.from({ length: text.length / 2 }, (_, index) => Number.parseInt(text.slice(2 * index, 2 * index + 2), 16))
}
