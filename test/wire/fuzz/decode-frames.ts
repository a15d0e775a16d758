// Decodes mutated frames in a thread whose memory is as small as the platform's, so that a frame that makes the decoder ask for much ends
// the thread. Says what it has seen to whoever started it.
import { parentPort, workerData } from 'node:worker_threads'
import { MalformedMessageError } from '../../../schema/kafka/message/message-reader.ts'
import { readRequest, readRequestHead } from '../../../schema/kafka/protocol/request-frame.ts'
import { offeredVersions } from '../../../schema/kafka/protocol/wire-message.ts'
import { allMessages } from '../../support/all-messages.ts'
import { FuzzFrames } from './fuzz-frames.ts'

/** The mutated frames of a seed from an index on, or large frames that announce as much as they can. */
export type DecodingTask =
  | { readonly kind: 'mutated'; readonly seed: number; readonly fromIndex: number; readonly frames: number }
  | { readonly kind: 'stuffed'; readonly bodyBytes: number }

/** @property failure what came out other than a message or a MalformedMessageError, with the index of the frame. */
export type DecodingReport = {
  readonly decoded: number
  readonly malformed: number
  readonly unknown: number
  readonly failure: { readonly index: number; readonly cause: string } | null
  readonly slowest: { readonly index: number; readonly micros: number }
  readonly mostHeapBytes: number
}

/** Looking at the heap costs more than decoding a frame, unless the frame is large. */
const BYTES_BETWEEN_HEAP_LOOKS = 100_000

const all = await allMessages()
const byKey = new Map(all.map((messages) => [messages.apiKey, messages]))

function decode(frame: Uint8Array): 'decoded' | 'malformed' | 'unknown' {
  try {
    const { apiKey, apiVersion } = readRequestHead(frame)
    const messages = byKey.get(apiKey)
    if (messages === undefined) return 'unknown'
    const { lowest, highest } = offeredVersions(messages)
    if (apiVersion < lowest || apiVersion > highest) return 'unknown'
    readRequest(messages.request, apiVersion, frame)
    return 'decoded'
  } catch (cause) {
    if (cause instanceof MalformedMessageError) return 'malformed'
    throw cause
  }
}

type NumberedFrame = readonly [index: number, frame: Uint8Array]

function* framesOf(task: DecodingTask): Generator<NumberedFrame> {
  if (task.kind === 'stuffed') {
    let index = 0
    for (const frame of new FuzzFrames(all, 0).stuffed(task.bodyBytes)) yield [index++, frame]
    return
  }
  const fuzz = new FuzzFrames(all, task.seed)
  for (let index = task.fromIndex; index < task.fromIndex + task.frames; index++) yield [index, fuzz.mutated(index)]
}

function decodeAll(frames: Iterable<NumberedFrame>): DecodingReport {
  const counts = { decoded: 0, malformed: 0, unknown: 0 }
  let slowest = { index: -1, micros: 0 }
  let mostHeapBytes = 0
  let bytesSinceLook = 0
  for (const [index, frame] of frames) {
    const startMs = performance.now()
    try {
      counts[decode(frame)]++
    } catch (cause) {
      const text = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)
      return { ...counts, failure: { index, cause: text }, slowest, mostHeapBytes }
    }
    const micros = Math.round((performance.now() - startMs) * 1000)
    if (micros > slowest.micros) slowest = { index, micros }
    bytesSinceLook += frame.length
    if (bytesSinceLook < BYTES_BETWEEN_HEAP_LOOKS) continue
    mostHeapBytes = Math.max(mostHeapBytes, process.memoryUsage().heapUsed)
    bytesSinceLook = 0
  }
  return { ...counts, failure: null, slowest, mostHeapBytes }
}

// oxlint-disable-next-line unicorn/require-post-message-target-origin -- the port of a thread has no origin
parentPort?.postMessage(decodeAll(framesOf(workerData as DecodingTask)))
