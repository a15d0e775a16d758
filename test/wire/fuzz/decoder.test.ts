// A hundred thousand mutated frames at the decoder: each is a message or a MalformedMessageError, and none costs more memory than there is.
// FUZZ_FRAMES=10000000 runs longer, SEED=<n> elsewhere, and FUZZ_INDEX=<n> with the seed of a failure does that one frame again.
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { describe, expect, it } from 'vitest'
import { MAX_KAFKA_FRAME_BYTES } from '../../../schema/protocol-limits.ts'
import type { DecodingReport, DecodingTask } from './decode-frames.ts'

const SEED = Number(process.env['SEED'] ?? 20_261)
const FRAMES = Number(process.env['FUZZ_FRAMES'] ?? 100_000)
const ONLY_INDEX = process.env['FUZZ_INDEX']

/** What an isolate of the platform has for everything: 128 MB. */
const resourceLimits = { maxOldGenerationSizeMb: 96, maxYoungGenerationSizeMb: 32 }

function decodeFrames(task: DecodingTask): Promise<DecodingReport> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(join(import.meta.dirname, 'decode-frames.ts'), { workerData: task, resourceLimits })
    worker.once('message', resolve)
    worker.once('error', reject)
    worker.once('exit', (code) => reject(new Error(`The thread ended with ${code} and said nothing.`)))
  })
}

function print({ decoded, malformed, unknown, slowest, mostHeapBytes }: DecodingReport): void {
  const counts = `${decoded} decoded, ${malformed} malformed, ${unknown} of no API or version`
  const heapMiB = Math.round(mostHeapBytes / 1024 / 1024)
  console.log(`${counts}; slowest frame ${slowest.index} in ${slowest.micros} µs; heap at most ${heapMiB} MiB`)
}

describe('the decoder', () => {
  it(`makes a message or a MalformedMessageError of each of ${FRAMES} mutated frames`, { timeout: 3_600_000 }, async () => {
    const range = ONLY_INDEX === undefined ? { fromIndex: 0, frames: FRAMES } : { fromIndex: Number(ONLY_INDEX), frames: 1 }
    const report = await decodeFrames({ kind: 'mutated', seed: SEED, ...range })
    print(report)
    const { decoded, malformed, unknown, failure } = report
    expect(failure, `replay: SEED=${SEED} FUZZ_INDEX=${failure?.index} npm test -- test/wire/fuzz/decoder.test.ts`).toBeNull()
    expect(decoded + malformed + unknown).toBe(range.frames)
  })

  it('reads large frames that announce as much as they can', async () => {
    const report = await decodeFrames({ kind: 'stuffed', bodyBytes: MAX_KAFKA_FRAME_BYTES / 4 })
    print(report)
    expect(report.failure).toBeNull()
  })
})
