// The bounds of the journal and of the past that is kept, each with its reason. limits.ts hands them on.

const KiB = 1024
const MiB = 1024 * KiB

/** Commits that are kept in the journal's ring: the history that events are read from. A commit is about a kilobyte. */
export const JOURNAL_SLOTS = 4_096
/** Bytes of history. A commit may hold a thousand partitions, and thousands of such commits must not outweigh the records themselves. */
export const MAX_HISTORY_BYTES = 64 * MiB
/** A checkpoint is written when this many commits or bytes have been journaled since the last: a wake replays at most these. */
export const CHECKPOINT_AFTER_COMMITS = 256
export const CHECKPOINT_AFTER_BYTES = 512 * KiB
/**
 * Bytes of the checkpoints that are kept for the way back, the newest included. One of a large cluster takes megabytes; with fewer of them there is more
 * journal to replay between two, and with only one left the way back begins there.
 */
export const MAX_CHECKPOINT_HISTORY_BYTES = 32 * MiB
/** Room in the key of a checkpoint for its pieces: far more than the cluster's own limits let it have. */
export const CHECKPOINT_PIECES = 1_024
/**
 * Bytes of batches that only the past needs: deleted by retention, compaction, truncation or with their topic. They come on top of MAX_STORED_BYTES,
 * and a snapshot carries them. Beyond it the kept history becomes shorter.
 */
export const MAX_HISTORY_BATCH_BYTES = 64 * MiB
/** Rows of a deleted topic that are removed in one turn, so that a large delete never blocks the object for long. */
export const DELETE_ROWS_PER_TURN = 5_000
