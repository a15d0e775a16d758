// The tables of one sandbox in the object's SQLite. They are made when the sandbox is made, so that asking for an unknown sandbox stores
// nothing. Rows written are what Cloudflare counts: no table here has an index besides its key.

/**
 * A ring: the row of commit n lives in slot n mod JOURNAL_SLOTS and is overwritten in its time, because a delete would count as a row. The
 * small columns come first, so that a search for a sequence does not touch the text.
 */
export const JOURNAL_TABLE =
  'CREATE TABLE journal (slot INTEGER PRIMARY KEY, number INTEGER NOT NULL, first_sequence INTEGER NOT NULL, records TEXT NOT NULL)'

/**
 * Batches that no log needs since the record `sequence`, as ranges of places; the end is no part of its range. They stay as long as the kept history
 * reaches back to before that record. `size_bytes` is null until somebody looked.
 */
export const GARBAGE_TABLE =
  'CREATE TABLE garbage (from_place INTEGER PRIMARY KEY, until_place INTEGER NOT NULL, sequence INTEGER NOT NULL, size_bytes INTEGER)'

/** The cluster's state behind a journal row, cut into pieces below the row limit: `place` is the row's number times CHECKPOINT_PIECES, plus the piece. */
export const CHECKPOINTS_TABLE =
  'CREATE TABLE checkpoints (place INTEGER PRIMARY KEY, sequence INTEGER NOT NULL, time_ms INTEGER NOT NULL, text TEXT NOT NULL)'

/** `plan` is what its first cluster was made of (see sandbox-row.ts), and `generation` counts how often it was put back. */
export const SANDBOX_TABLE = `CREATE TABLE sandbox (
  one INTEGER PRIMARY KEY, sandbox_id TEXT NOT NULL, name TEXT NOT NULL, created_ms INTEGER NOT NULL, expires_ms INTEGER,
  generation INTEGER NOT NULL, plan TEXT NOT NULL
)`

/**
 * One row a record batch, in Kafka's own bytes. `place` is extentId * 2^32 + offset in the extent (see place.ts). The small columns come first so that
 * SQLite can look at them without touching the bytes.
 */
export const BATCHES_COLUMNS = 'place INTEGER PRIMARY KEY, max_timestamp INTEGER NOT NULL, bytes BLOB NOT NULL'

/** A cluster and its past. */
const HISTORY_STATEMENTS = [`CREATE TABLE batches (${BATCHES_COLUMNS})`, JOURNAL_TABLE, CHECKPOINTS_TABLE, GARBAGE_TABLE]

const STATEMENTS = [
  ...HISTORY_STATEMENTS,
  SANDBOX_TABLE,
  `CREATE TABLE access_keys (
     key_id TEXT PRIMARY KEY, name TEXT, scopes TEXT NOT NULL, topic_prefix TEXT, origins TEXT,
     created_ms INTEGER NOT NULL, expires_ms INTEGER, revoked_ms INTEGER
   ) WITHOUT ROWID`,
]

export function createTables(sql: SqlStorage): void {
  for (const statement of STATEMENTS) sql.exec(statement)
}

/** For who only looks at a snapshot: a past without a sandbox. */
export function createHistoryTables(sql: SqlStorage): void {
  for (const statement of HISTORY_STATEMENTS) sql.exec(statement)
}

/** Whether this object holds a sandbox at all. */
export function hasTables(sql: SqlStorage): boolean {
  return sql.exec("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'sandbox'").toArray().length > 0
}
