// gzip, read by fflate. The stream is fed in small pieces, so that a bomb is noticed after one piece: deflate packs at most 1032 to 1, and
// a piece of 4 KiB can therefore not yield more than about 4 MiB before the bound is looked at again.
// The CRC in gzip's trailer is not verified (fflate does not); the batch's own CRC-32C covers the packed bytes.

import { Gunzip } from 'fflate'
import { corrupt, OutputBuffer } from './unpacking.ts'

const PIECE_BYTES = 4096

/** Unpacks one or more gzip members behind each other. */
export function unpackGzip(bytes: Uint8Array, maxBytes: number): Uint8Array {
  const output = new OutputBuffer(maxBytes)
  const gunzip = new Gunzip((part) => output.append(part, 0, part.length))
  for (let position = 0; position < bytes.length; position += PIECE_BYTES) {
    const end = position + PIECE_BYTES
    pushPiece(gunzip, bytes.subarray(position, end), end >= bytes.length)
  }
  return output.written()
}

/** fflate reports malformed input by throwing an error with a code; what our own output throws has none of its kind and passes. */
function pushPiece(gunzip: Gunzip, piece: Uint8Array, final: boolean): void {
  try {
    gunzip.push(piece, final)
  } catch (error) {
    if (error instanceof Error && 'code' in error && typeof error.code === 'number') corrupt(error.message)
    throw error
  }
}
