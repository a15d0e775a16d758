// gzip, read by fflate. The stream is fed in small pieces, so that a bomb is noticed after one piece: deflate packs at most 1032 to 1, and
// a piece of 4 KiB can therefore not yield more than about 4 MiB before the bound is looked at again.
// The CRC in gzip's trailer is not verified (fflate does not); the batch's own CRC-32C covers the packed bytes.

import { Gunzip } from 'fflate'
import { corrupt, OutputBuffer } from './unpacking.ts'

const PIECE_BYTES = 4096
/** Clients write one member. A member of 20 bytes and no content costs 25 µs, and a batch has room for a hundred thousand of them. */
const MAX_MEMBERS = 1000

/** Unpacks one or more gzip members behind each other. */
export function unpackGzip(bytes: Uint8Array, maxBytes: number): Uint8Array {
  const output = new OutputBuffer(maxBytes)
  const parts: Uint8Array[] = []
  let members = 0
  const gunzip = new Gunzip((part) => parts.push(part))
  gunzip.onmember = () => members++
  for (let position = 0; position < bytes.length; position += PIECE_BYTES) {
    const end = position + PIECE_BYTES
    pushPiece(gunzip, bytes.subarray(position, end), end >= bytes.length)
    for (const part of parts) output.append(part, 0, part.length)
    parts.length = 0
    if (members > MAX_MEMBERS) corrupt(`there are more than ${MAX_MEMBERS} gzip members`)
  }
  return output.written()
}

/** fflate has no other way than throwing to say that its input is malformed, and nothing of ours runs inside of it. */
function pushPiece(gunzip: Gunzip, piece: Uint8Array, final: boolean): void {
  try {
    gunzip.push(piece, final)
  } catch (error) {
    corrupt(error instanceof Error ? error.message : String(error))
  }
}
