// A snapshot as one file: a tar archive with its manifest first, what stands around it, and its packed pieces. What is in it is held to the hashes
// that the manifest names, and the manifest to its own.
import * as z from 'zod'
import { MAX_SNAPSHOT_MANIFEST_BYTES, MAX_SNAPSHOT_PIECE_BYTES, MAX_SNAPSHOT_TITLE_CHARACTERS } from '../snapshot-limits.ts'
import { isContentHash } from './content-hash.ts'

export const MANIFEST_FILE = 'manifest.json'
/** The title: it is no part of what the hash is of. */
export const ABOUT_FILE = 'about.json'

const PIECE_FILE = /^pieces\/([A-Za-z0-9_-]+)\.gz$/
const MAX_ABOUT_BYTES = 4_096
/** What packing adds to content that does not become smaller by it. */
const PACKING_BYTES = 4_096

const about = z.object({ title: z.string().min(1).max(MAX_SNAPSHOT_TITLE_CHARACTERS) })

export function pieceFile(hash: string): string {
  return `pieces/${hash}.gz`
}

/** The hash that the name of a file stands for; null when it is not the name of a piece. */
export function pieceOfFile(name: string): string | null {
  const hash = PIECE_FILE.exec(name)?.[1] ?? ''
  return isContentHash(hash) ? hash : null
}

/** What a file of that name may hold; null when there may be no such file. */
export function maxFileBytes(name: string): number | null {
  if (name === MANIFEST_FILE) return MAX_SNAPSHOT_MANIFEST_BYTES
  if (name === ABOUT_FILE) return MAX_ABOUT_BYTES
  return pieceOfFile(name) === null ? null : MAX_SNAPSHOT_PIECE_BYTES + PACKING_BYTES
}

export function encodeAbout(title: string): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify({ title })}\n`)
}

/** The title; null when the file does not say one that could be. */
export function titleIn(bytes: Uint8Array): string | null {
  try {
    const parsed = about.safeParse(JSON.parse(new TextDecoder().decode(bytes)))
    return parsed.success ? parsed.data.title : null
  } catch {
    // Whoever wrote it by hand made a mistake. A snapshot without a title is no worse.
    return null
  }
}
