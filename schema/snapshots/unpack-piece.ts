// A packed piece held to what the manifest says of it: nothing is believed of where it comes from.
import { contentHash } from './content-hash.ts'
import { DamagedSnapshot } from './damaged-snapshot.ts'
import { gunzipped } from './gzip.ts'
import type { Piece } from './manifest.ts'

/** Its content. Throws DamagedSnapshot for a piece that is missing (null), or not what its hash and size say. */
export async function unpackPiece({ hash, sizeBytes }: Pick<Piece, 'hash' | 'sizeBytes'>, packed: Uint8Array | null): Promise<Uint8Array> {
  const bytes = packed === null ? null : await gunzipped(packed, sizeBytes)
  const isWhole = bytes !== null && bytes.length === sizeBytes && (await contentHash(bytes)) === hash
  if (!isWhole) throw new DamagedSnapshot(`The piece ${hash} of the snapshot is missing or damaged.`)
  return bytes
}
