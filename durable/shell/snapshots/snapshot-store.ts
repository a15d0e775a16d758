// Snapshots in D1. Pieces are written first and the snapshot's own row last, so that one that can be found is whole. Nothing here is ever
// changed: what is there already under the same hash is the same.
import { and, desc, eq, inArray, ne, sql } from 'drizzle-orm'
import type { BatchItem } from 'drizzle-orm/batch'
import { drizzle } from 'drizzle-orm/d1'
import type { DrizzleD1Database } from 'drizzle-orm/d1'
import type { Migration } from '../../../schema/d1/migrations.ts'
import { migrate } from '../../../schema/d1/migrate.ts'
import { snapshotPieces, snapshots } from '../../../schema/d1/tables.ts'
import type { SnapshotOrigin } from '../../../schema/d1/tables.ts'
import { MAX_SNAPSHOTS_PER_SANDBOX } from '../../../schema/snapshot-limits.ts'

/** What stands around a snapshot, and is no part of what its hash is of. */
export type SnapshotLabel = {
  readonly sandboxId: string | null
  readonly title: string
  readonly origin: SnapshotOrigin
  readonly takenMs: number
}

export type StoredSnapshot = SnapshotLabel & { readonly hash: string; readonly manifest: string }

export type PackedPiece = { readonly hash: string; readonly packed: Uint8Array }

/** D1 takes a hundred parameters in a statement. */
const HASHES_PER_QUERY = 90

export class SnapshotStore {
  readonly #database: D1Database
  readonly #migrations: readonly Migration[]

  constructor(database: D1Database, migrations: readonly Migration[]) {
    this.#database = database
    this.#migrations = migrations
  }

  /** Those of the pieces that are not there yet. */
  async missing(hashes: readonly string[]): Promise<Set<string>> {
    const database = await this.#open()
    const missing = new Set(hashes)
    for (let from = 0; from < hashes.length; from += HASHES_PER_QUERY) {
      const asked = hashes.slice(from, from + HASHES_PER_QUERY)
      const found = await database.select({ hash: snapshotPieces.hash }).from(snapshotPieces).where(inArray(snapshotPieces.hash, asked))
      for (const { hash } of found) missing.delete(hash)
    }
    return missing
  }

  /** All of them or none. */
  async addPieces(pieces: readonly PackedPiece[]): Promise<void> {
    const database = await this.#open()
    const [first, ...others] = pieces.map((piece): BatchItem<'sqlite'> =>
      database.insert(snapshotPieces).values(piece).onConflictDoNothing(),
    )
    if (first !== undefined) await database.batch([first, ...others])
  }

  /** Null when there is no such piece. */
  async piece(hash: string): Promise<Uint8Array | null> {
    const database = await this.#open()
    const [row] = await database.select().from(snapshotPieces).where(eq(snapshotPieces.hash, hash))
    return row?.packed ?? null
  }

  /**
   * Adds a snapshot whose pieces are all there, and answers what is there then. One that is there already keeps its label, except that its own
   * sandbox may take on purpose what was a by-product before, and may give it another title.
   */
  async add({ hash, manifest, takenMs, ...label }: StoredSnapshot): Promise<StoredSnapshot> {
    const database = await this.#open()
    const insert = database.insert(snapshots).values({ hash, manifest, takenAt: takenMs, ...label })
    const { title, origin } = label
    const isOwn = sql`${snapshots.sandboxId} = excluded.sandbox_id AND excluded.origin <> 'fork'`
    await insert.onConflictDoUpdate({ target: snapshots.hash, set: { title, origin }, setWhere: isOwn })
    const stored = await this.find(hash)
    if (stored === null) throw new Error('A row that was just written can be read.')
    return stored
  }

  async find(hash: string): Promise<StoredSnapshot | null> {
    const database = await this.#open()
    const [row] = await database.select().from(snapshots).where(eq(snapshots.hash, hash))
    return row === undefined ? null : storedOf(row)
  }

  /** Those that somebody took of a sandbox, the newest first. */
  async list(sandboxId: string): Promise<StoredSnapshot[]> {
    const database = await this.#open()
    const ofSandbox = and(eq(snapshots.sandboxId, sandboxId), ne(snapshots.origin, 'fork'))
    const newestFirst = [desc(snapshots.takenAt), desc(snapshots.hash)]
    const rows = await database
      .select()
      .from(snapshots)
      .where(ofSandbox)
      .orderBy(...newestFirst)
      .limit(MAX_SNAPSHOTS_PER_SANDBOX + 1)
    return rows.map(storedOf)
  }

  async #open(): Promise<DrizzleD1Database> {
    await migrate(this.#database, this.#migrations)
    return drizzle(this.#database)
  }
}

function storedOf({ takenAt, ...row }: typeof snapshots.$inferSelect): StoredSnapshot {
  return { ...row, takenMs: takenAt }
}
