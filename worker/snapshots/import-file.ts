// A file that somebody brings, taken in as it comes. The manifest comes first and says what else there may be; every piece is held to its hash before it
// goes to D1, and the snapshot itself comes to be only when all of them are there and its journal leads to its state.
import type { SandboxRpc } from '../../durable/shell/rpc.ts'
import type { SnapshotFacts } from '../../durable/shell/snapshots/snapshot-rpc.ts'
import { MAX_SNAPSHOT_FILE_BYTES, SNAPSHOT_WRITE_BYTES } from '../../schema/snapshot-limits.ts'
import { BadTar, readTar } from '../../schema/read-tar.ts'
import type { ReadFile } from '../../schema/read-tar.ts'
import { DamagedSnapshot } from '../../schema/snapshots/damaged-snapshot.ts'
import { decodeManifest, snapshotHash } from '../../schema/snapshots/manifest.ts'
import type { Piece } from '../../schema/snapshots/manifest.ts'
import { ABOUT_FILE, MANIFEST_FILE, maxFileBytes, pieceOfFile, titleIn } from '../../schema/snapshots/snapshot-file.ts'
import { unpackPiece } from '../../schema/snapshots/unpack-piece.ts'
import type { Env } from '../env.ts'
import { unsupportedMediaType, utf8BodyType } from '../http/content-type.ts'
import { discardRest } from '../http/discard-body.ts'
import { snapshotValueOf } from '../http/outcome.ts'
import { bodyTooLarge, unlessBroken } from '../http/read-body.ts'
import { badRequest, RestError } from '../http/rest-error.ts'
import { snapshotStub } from './snapshot-stub.ts'

/** What a file is sent as. curl -T names no type. */
const TYPES: ReadonlySet<string | null> = new Set([null, 'application/x-tar', 'application/octet-stream'])

/** Throws RestError for every file that is not a snapshot, whole and as it was. */
export async function importFile(request: Request, env: Env): Promise<SnapshotFacts> {
  if (!TYPES.has(utf8BodyType(request))) throw unsupportedMediaType()
  if (request.body === null) throw badRequest('Bad Request: the body is the file of a snapshot.')
  if (Number(request.headers.get('Content-Length') ?? 0) > MAX_SNAPSHOT_FILE_BYTES) throw bodyTooLarge(MAX_SNAPSHOT_FILE_BYTES)
  try {
    return await takeIn(readTar(chunksOf(request.body), maxFileBytes), env)
  } catch (cause) {
    if (cause instanceof BadTar || cause instanceof DamagedSnapshot) {
      throw new RestError({ status: 422, code: 'SNAPSHOT_DAMAGED', message: cause.message })
    }
    throw cause
  }
}

async function takeIn(files: AsyncGenerator<ReadFile>, env: Env): Promise<SnapshotFacts> {
  const first = await files.next()
  const manifestBytes = first.done === true || first.value.name !== MANIFEST_FILE ? null : first.value.bytes
  const manifest = manifestBytes === null ? null : decodeManifest(manifestBytes)
  if (manifestBytes === null || manifest === null) throw new DamagedSnapshot('The file does not begin with the manifest of a snapshot.')
  const hash = await snapshotHash(manifestBytes)
  const stub = snapshotStub(env, hash)
  const pieces = new Pieces(stub, manifest.pieces)
  let title: string | null = null
  for await (const { name, bytes } of files) {
    if (name === ABOUT_FILE) title = titleIn(bytes)
    else await pieces.take(pieceOfFile(name) ?? name, bytes)
  }
  await pieces.finish()
  return snapshotValueOf(await stub.importSnapshot(hash, new TextDecoder().decode(manifestBytes), title ?? hash.slice(0, 12)))
}

/** The pieces of one file on their way into D1. */
class Pieces {
  readonly #stub: SandboxRpc
  readonly #awaited: Map<string, Piece>
  #missing: ReadonlySet<string> | null = null
  #waiting: { readonly hash: string; readonly packed: Uint8Array }[] = []
  #waitingBytes = 0

  constructor(stub: SandboxRpc, pieces: readonly Piece[]) {
    this.#stub = stub
    this.#awaited = new Map(pieces.map((piece) => [piece.hash, piece]))
  }

  /** Throws DamagedSnapshot for one that is not in the manifest, that came already, or that is not what its hash says. */
  async take(hash: string, packed: Uint8Array): Promise<void> {
    const piece = this.#awaited.get(hash)
    if (piece === undefined) throw new DamagedSnapshot(`The file holds ${hash}, which its manifest does not name, or names once.`)
    await unpackPiece(piece, packed)
    this.#missing ??= new Set(await this.#stub.missingPieces([...this.#awaited.keys()]))
    this.#awaited.delete(hash)
    if (!this.#missing.has(hash)) return
    this.#waiting.push({ hash, packed })
    this.#waitingBytes += packed.length
    if (this.#waitingBytes >= SNAPSHOT_WRITE_BYTES) await this.#write()
  }

  /** Throws DamagedSnapshot when some never came: who does not have a piece does not get it by naming its hash. */
  async finish(): Promise<void> {
    const [hash] = this.#awaited.keys()
    if (hash !== undefined) throw new DamagedSnapshot(`The file lacks the piece ${hash}.`)
    await this.#write()
  }

  async #write(): Promise<void> {
    const pieces = this.#waiting
    this.#waiting = []
    this.#waitingBytes = 0
    if (pieces.length > 0) await this.#stub.addPieces(pieces)
  }
}

/** The body as it comes. Throws RestError 413 when it is more than a file may be, and 400 when it breaks off. */
async function* chunksOf(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = body.getReader()
  let [sizeBytes, isDone] = [0, false]
  try {
    for (;;) {
      const { done, value } = await unlessBroken(reader.read())
      isDone = done
      if (done) return
      sizeBytes += value.length
      if (sizeBytes > MAX_SNAPSHOT_FILE_BYTES) throw bodyTooLarge(MAX_SNAPSHOT_FILE_BYTES)
      if (value.length > 0) yield value
    }
  } finally {
    if (!isDone) await discardRest(reader)
  }
}
