// The bounds of snapshots, each with its reason, as those in limits.ts.
import { MAX_ROW_BYTES } from './limits.ts'

const KiB = 1024
const MiB = 1024 * KiB

/**
 * What a snapshot may hold, before it is packed. It is read and written piece by piece, but a person waits for it, and a public database of 10 GB
 * holds everybody's. A lesson's whole history is some megabytes.
 */
export const MAX_SNAPSHOT_BYTES = 64 * MiB
/** Pieces of about this size: small enough that snapshots of one sandbox share most of theirs, large enough to pack well. */
export const SNAPSHOT_PIECE_BYTES = 512 * KiB
/** The largest piece: one record batch as large as a row may be, with its head. Packed it still fits a row of D1, which holds 2 MB. */
export const MAX_SNAPSHOT_PIECE_BYTES = MAX_ROW_BYTES + 64
/** Pieces of one snapshot. Where they end is a matter of chance, and this is several times what 64 MiB come to. */
export const MAX_SNAPSHOT_PIECES = 1_024
/** The manifest: a hundred bytes a piece. */
export const MAX_SNAPSHOT_MANIFEST_BYTES = 256 * KiB
/** Of that, the journal and the states at both its ends: they are held whole while they are carried out, in an object with 128 MB for everything. */
export const MAX_SNAPSHOT_HISTORY_BYTES = 24 * MiB
/** A file with a snapshot: what is in it is packed, but need not have become smaller by it, and each piece has a header of its own. */
export const MAX_SNAPSHOT_FILE_BYTES = MAX_SNAPSHOT_BYTES + 2 * MiB
/** Snapshots that somebody took of one sandbox, with one list to choose from. */
export const MAX_SNAPSHOTS_PER_SANDBOX = 50
/** A title is shown in lists, like a sandbox's name. */
export const MAX_SNAPSHOT_TITLE_CHARACTERS = 100
/** Bytes of packed pieces that are written to D1 in one batch: they travel as JSON, which makes about four times as much of them. */
export const SNAPSHOT_WRITE_BYTES = 2 * MiB
/** Who looks at a snapshot looks at a copy in an object of its own, which goes when nobody has looked for an hour. */
export const SNAPSHOT_VIEW_MS = 3600 * 1000
/** A sandbox that could not be archived when it expired tries again at these times, for so long, and then goes without. */
export const ARCHIVE_RETRY_MS = 60 * 1000
export const ARCHIVE_PATIENCE_MS = 10 * 60 * 1000
/** From so long before its end on, answers about a sandbox say in a header when it expires. */
export const EXPIRY_WARNING_SECONDS = 3600
