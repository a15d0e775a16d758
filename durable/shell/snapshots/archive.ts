// What is left of a sandbox that expired and was kept as a snapshot: a word about where it went, in the object itself, so that whoever comes with an
// old key hears of it without anybody looking into D1.

export type ArchiveNote = { readonly snapshotHash: string; readonly archivedMs: number }

export function readArchiveNote(sql: SqlStorage): ArchiveNote | null {
  const hasNote = sql.exec("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'archived'").toArray().length > 0
  if (!hasNote) return null
  const { snapshot_hash: snapshotHash, archived_ms: archivedMs } = sql
    .exec<{ snapshot_hash: string; archived_ms: number }>('SELECT snapshot_hash, archived_ms FROM archived')
    .one()
  return { snapshotHash, archivedMs }
}

/** In an object that holds nothing else any more. */
export function writeArchiveNote(sql: SqlStorage, { snapshotHash, archivedMs }: ArchiveNote): void {
  sql.exec('CREATE TABLE archived (one INTEGER PRIMARY KEY, snapshot_hash TEXT NOT NULL, archived_ms INTEGER NOT NULL)')
  sql.exec('INSERT INTO archived VALUES (1, ?, ?)', snapshotHash, archivedMs)
}
