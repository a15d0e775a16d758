// Files of a node's disk on their way to whoever downloads them: read from the object a piece at a time, only when the piece before was taken,
// so that a file of any size costs one piece of memory. What is sent is as long as it was when the download began: a log that grows
// meanwhile is cut there. When a file is compacted, cut off or removed meanwhile, the connection breaks off, since half of one file and half
// of another are worse than none.
import type { DiskPiece } from '../../durable/shell/disk/disk.ts'
import { MAX_DISK_PIECE_BYTES } from '../../schema/limits.ts'
import { TAR_END, tarHead, tarPadding } from '../../schema/tar.ts'
import { valueOf } from '../http/outcome.ts'
import type { Asker } from '../kafka/ask.ts'

export type DiskAsker = Asker & { readonly nodeId: number }

/** The first piece of a file; null when there is no such file. Throws RestError when the sandbox is gone or the key was revoked. */
export function firstPiece(asker: DiskAsker, path: string): Promise<DiskPiece | null> {
  return readPiece(asker, path, 0, null)
}

/** The file from its first piece on. Throws when it changed on the way. */
export async function* filePieces(asker: DiskAsker, path: string, first: DiskPiece): AsyncGenerator<Uint8Array> {
  const { fileSizeBytes, edition } = first
  let piece = first
  for (let sentBytes = 0; sentBytes < fileSizeBytes;) {
    if (piece.bytes.length === 0 || piece.edition !== edition) throw new Error(`${path} changed while it was read.`)
    const bytes = piece.bytes.subarray(0, fileSizeBytes - sentBytes)
    sentBytes += bytes.length
    yield bytes
    if (sentBytes === fileSizeBytes) return
    const next = await readPiece(asker, path, sentBytes, piece)
    if (next === null) throw new Error(`${path} was removed while it was read.`)
    piece = next
  }
}

/**
 * A directory as a tar archive. The indexes come before the logs: one that is written to on the way is then never shorter than its indexes
 * say.
 */
export async function* tarPieces(asker: DiskAsker, directory: string, fileNames: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const name of [...fileNames.filter((other) => !isLog(other)), ...fileNames.filter(isLog)]) {
    const path = `${directory}/${name}`
    const first = await firstPiece(asker, path)
    if (first === null) throw new Error(`${path} was removed before it was read.`)
    const { fileSizeBytes: sizeBytes, modifiedMs } = first
    yield* tarHead({ name: path, sizeBytes, modifiedMs })
    yield* filePieces(asker, path, first)
    yield* tarPadding(sizeBytes)
  }
  yield TAR_END
}

function isLog(name: string): boolean {
  return name.endsWith('.log')
}

/** A stream that asks for the next piece when there is room for it. An error on the way breaks it off. */
export function streamOf(pieces: AsyncGenerator<Uint8Array>): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await pieces.next()
      if (done === true) controller.close()
      else controller.enqueue(value)
    },
    async cancel() {
      await pieces.return(undefined)
    },
  })
}

async function readPiece(asker: DiskAsker, path: string, fromByte: number, before: DiskPiece | null): Promise<DiskPiece | null> {
  const range = { fromByte, maxBytes: MAX_DISK_PIECE_BYTES, near: before?.next ?? null }
  return valueOf(await asker.sandbox.readDiskFile(asker.caller, asker.nodeId, path, range), asker.sandboxId)
}
