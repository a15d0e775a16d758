// A snapshot on its way into a file: a piece at a time, each asked for when the one before was taken.
import type { SandboxRpc } from '../../durable/shell/rpc.ts'
import type { SnapshotFile } from '../../durable/shell/snapshots/snapshot-rpc.ts'
import { ABOUT_FILE, encodeAbout, MANIFEST_FILE, pieceFile } from '../../schema/snapshots/snapshot-file.ts'
import { TAR_END, tarHead, tarPadding } from '../../schema/tar.ts'
import { streamOf } from '../sandboxes/disk-download.ts'

export const TAR_TYPE = 'application/x-tar'

/** Letters of the hash that stand in the name of the file. */
const NAME_CHARACTERS = 12

type File = { readonly name: string; readonly bytes: Uint8Array; readonly modifiedMs: number }

export function exportFile(stub: SandboxRpc, file: SnapshotFile): Response {
  const name = `samsa-${file.facts.hash.slice(0, NAME_CHARACTERS)}.samsa.tar`
  const headers = { 'Content-Type': TAR_TYPE, 'Content-Disposition': `attachment; filename="${name}"` }
  return new Response(streamOf(tarOf(filesOf(stub, file))), { headers })
}

async function* filesOf(stub: SandboxRpc, { facts, manifestText }: SnapshotFile): AsyncGenerator<File> {
  const { takenMs: modifiedMs, manifest, title } = facts
  yield { name: MANIFEST_FILE, bytes: new TextEncoder().encode(manifestText), modifiedMs }
  yield { name: ABOUT_FILE, bytes: encodeAbout(title), modifiedMs }
  for (const hash of new Set(manifest.pieces.map((piece) => piece.hash))) {
    const bytes = await stub.snapshotPiece(hash)
    // The answer has begun: half a file that breaks off is better than one that lacks something.
    if (bytes === null) throw new Error(`The piece ${hash} of a snapshot is missing.`)
    yield { name: pieceFile(hash), bytes, modifiedMs }
  }
}

async function* tarOf(files: AsyncGenerator<File>): AsyncGenerator<Uint8Array> {
  for await (const { bytes, ...file } of files) {
    yield* tarHead({ ...file, sizeBytes: bytes.length })
    yield bytes
    yield* tarPadding(bytes.length)
  }
  yield TAR_END
}
