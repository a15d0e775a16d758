// A reader's place in a topic: the next offset of every partition, held by the client. It also names the topic's incarnation, because
// offsets of a topic that was deleted and made again mean nothing, and what a bounded stream has delivered already, so that a stream that is
// resumed keeps its bounds. Opaque to clients, URL-safe, and short: about two characters a partition on a young topic.

export type Cursor = {
  readonly topicId: string
  /** By partition index. Partitions that were added later are read from their beginning. */
  readonly nextOffsets: readonly number[]
  readonly deliveredRecords: number
  readonly deliveredBytes: number
}

const VERSION = 1
const TOPIC_ID_BYTES = 16
/** Far above the partitions of one topic; a longer cursor was not made by us. */
const MAX_CURSOR_CHARACTERS = 16_384

export function encodeCursor({ topicId, nextOffsets, deliveredRecords, deliveredBytes }: Cursor): string {
  const bytes = [VERSION, ...bytesOfUuid(topicId)]
  for (const value of [deliveredRecords, deliveredBytes, nextOffsets.length, ...nextOffsets]) pushVarint(bytes, value)
  return toBase64Url(bytes)
}

/** Null for anything that encodeCursor did not write. */
export function decodeCursor(text: string): Cursor | null {
  const bytes = text.length <= MAX_CURSOR_CHARACTERS ? fromBase64Url(text) : null
  if (bytes === null || bytes[0] !== VERSION || bytes.length < 1 + TOPIC_ID_BYTES) return null
  const values = readVarints(bytes, 1 + TOPIC_ID_BYTES)
  if (values === null) return null
  const [deliveredRecords, deliveredBytes, partitions, ...nextOffsets] = values
  if (deliveredRecords === undefined || deliveredBytes === undefined || partitions !== nextOffsets.length) return null
  return { topicId: toBase64Url([...bytes.subarray(1, 1 + TOPIC_ID_BYTES)]), nextOffsets, deliveredRecords, deliveredBytes }
}

function bytesOfUuid(uuid: string): number[] {
  const bytes = fromBase64Url(uuid)
  if (bytes === null || bytes.length !== TOPIC_ID_BYTES) throw new Error(`${uuid} is not a topic id`)
  return [...bytes]
}

/** Seven bits a byte, lowest first. Division instead of shifts, because offsets go up to 2^53. */
function pushVarint(bytes: number[], value: number): void {
  let left = value
  while (left >= 0x80) {
    bytes.push((left % 0x80) | 0x80)
    left = Math.floor(left / 0x80)
  }
  bytes.push(left)
}

function readVarints(bytes: Uint8Array, start: number): number[] | null {
  const values: number[] = []
  let value = 0
  let unit = 1
  for (const byte of bytes.subarray(start)) {
    value += (byte & 0x7f) * unit
    if (!Number.isSafeInteger(value)) return null
    if (byte >= 0x80) {
      unit *= 0x80
    } else {
      values.push(value)
      value = 0
      unit = 1
    }
  }
  return unit === 1 ? values : null
}

function toBase64Url(bytes: readonly number[]): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
}

function fromBase64Url(text: string): Uint8Array | null {
  if (!/^[A-Za-z0-9_-]*$/.test(text) || text.length % 4 === 1) return null
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'))
  return Uint8Array.from(binary, (character) => character.charCodeAt(0))
}
