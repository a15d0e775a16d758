// One JSON page: `{"records":[…],"cursor":"…","caught_up":true}`. It ends when it is full, when everything is read, or when the wait for a
// first record is over.
import { MAX_FETCH_BYTES } from '../../schema/limits.ts'
import { encodeCursor } from '../../schema/records/cursor.ts'
import { JSON_HEADERS } from '../http/json-response.ts'
import type { ReadPlan } from './read-plan.ts'
import { ReadSession } from './read-session.ts'
import type { Framing } from './read-session.ts'
import type { TopicReader } from './topic-reader.ts'

const COMMA = 0x2c

const encoder = new TextEncoder()

const listFraming: Framing = {
  before: () => undefined,
  after: (writer) => writer.byte(COMMA),
}

export async function readPage(reader: TopicReader, plan: ReadPlan): Promise<Response> {
  // The bounds of a page are its own: only streams go on counting where a cursor ended.
  reader.deliveredRecords = 0
  reader.deliveredBytes = 0
  const session = new ReadSession(reader, plan, listFraming)
  const { pieces, isCaughtUp } = await collectPage(session, plan)
  reader.deliveredRecords = 0
  reader.deliveredBytes = 0
  const tail = `],"cursor":${JSON.stringify(encodeCursor(reader.cursor))},"caught_up":${isCaughtUp}${filterFacts(session)}}`
  return new Response(joined(pieces, tail), { headers: JSON_HEADERS })
}

async function collectPage(session: ReadSession, plan: ReadPlan): Promise<{ pieces: Uint8Array[]; isCaughtUp: boolean }> {
  const untilMs = Date.now() + plan.waitMs
  const pieces: Uint8Array[] = []
  let sizeBytes = 0
  for (;;) {
    const { bytes, isCaughtUp, isDone } = await session.round()
    if (bytes.length > 0) pieces.push(bytes)
    sizeBytes += bytes.length
    if (isDone || sizeBytes >= MAX_FETCH_BYTES || session.filter?.isSpent === true) return { pieces, isCaughtUp: false }
    if (!isCaughtUp) continue
    const leftMs = untilMs - Date.now()
    const isWaiting = pieces.length === 0 && leftMs > 0
    if (!isWaiting || !(await session.reader.wait(leftMs))) return { pieces, isCaughtUp: true }
  }
}

/** So that an empty page says how much was looked at, and whether the filter had an answer at all. */
function filterFacts({ filter }: ReadSession): string {
  return filter === null ? '' : `,"scanned_records":${filter.scannedRecords},"undecided_records":${filter.undecidedRecords}`
}

/** Each record brought a comma along; the last one goes. */
function joined(pieces: readonly Uint8Array[], tail: string): Uint8Array {
  const head = encoder.encode('{"records":[')
  const end = encoder.encode(tail)
  const recordsBytes = pieces.reduce((size, piece) => size + piece.length, 0)
  const whole = new Uint8Array(head.length + recordsBytes + end.length)
  whole.set(head)
  let position = head.length
  for (const piece of pieces) {
    whole.set(piece, position)
    position += piece.length
  }
  if (pieces.length > 0) position--
  whole.set(end, position)
  return whole.subarray(0, position + end.length)
}
