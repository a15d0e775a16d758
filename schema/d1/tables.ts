// The tables in D1: the registry of sandboxes (which ones exist, for operators and later for lists), and the snapshots, which outlive their
// sandboxes. No request for Kafka ever reads them.
// After a change here, `npm run db:generate` writes the next migration; migrations.ts then has to name it.
import { customType, index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'

export const sandboxes = sqliteTable(
  'sandboxes',
  {
    id: text('id').primaryKey(),
    name: text('name').notNull(),
    /** Milliseconds since the epoch. */
    createdAt: integer('created_at').notNull(),
    /** Milliseconds since the epoch; null for a sandbox that stays. */
    expiresAt: integer('expires_at'),
    /** When it was archived, milliseconds since the epoch; null while it lives. */
    archivedAt: integer('archived_at'),
    /** The snapshot that was made of it then. */
    snapshotHash: text('snapshot_hash'),
  },
  (table) => [index('sandboxes_by_expiry').on(table.expiresAt)],
)

/** Why a snapshot was made: somebody took it, a sandbox expired, a sandbox was forked, or a file was brought here. */
export const SNAPSHOT_ORIGINS = ['taken', 'archive', 'fork', 'import'] as const

export type SnapshotOrigin = (typeof SNAPSHOT_ORIGINS)[number]

/** A row is written once all of its pieces are there. What the hash stands for never changes. */
export const snapshots = sqliteTable(
  'snapshots',
  {
    hash: text('hash').primaryKey(),
    /** The bytes that the hash is of, as text: see schema/snapshots/manifest.ts. */
    manifest: text('manifest').notNull(),
    /** Null for a file from elsewhere. */
    sandboxId: text('sandbox_id'),
    title: text('title').notNull(),
    origin: text('origin', { enum: SNAPSHOT_ORIGINS }).notNull(),
    /** Milliseconds since the epoch. */
    takenAt: integer('taken_at').notNull(),
  },
  (table) => [index('snapshots_by_sandbox').on(table.sandboxId, table.takenAt)],
)

/** D1 gives bytes back as a list of numbers, since they travel as JSON. */
const bytes = customType<{ data: Uint8Array; driverData: Uint8Array | ArrayBuffer | readonly number[] }>({
  dataType: () => 'blob',
  toDriver: (value) => value.slice(),
  fromDriver: (value) => (value instanceof Uint8Array ? value : new Uint8Array(value)),
})

/** Pieces of snapshots, each named by the hash of its content and stored packed. Several snapshots may share one. */
export const snapshotPieces = sqliteTable('snapshot_pieces', {
  hash: text('hash').primaryKey(),
  packed: bytes('packed').notNull(),
})
