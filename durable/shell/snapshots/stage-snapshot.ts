// A snapshot on its way into an object. What comes from D1 comes piece by piece and takes many turns, so it is gathered beside what the object holds,
// and carried out once to see that its journal leads to its state. Then it is adopted in one turn: all or nothing.
import { JOURNAL_SLOTS, MAX_BROKERS, MAX_PARTITIONS_PER_CLUSTER, MAX_TOPICS } from '../../../schema/limits.ts'
import { BatchReader } from '../../../schema/snapshots/batch-pieces.ts'
import type { BatchRow } from '../../../schema/snapshots/batch-pieces.ts'
import { DamagedSnapshot } from '../../../schema/snapshots/damaged-snapshot.ts'
import { JournalReader } from '../../../schema/snapshots/journal-pieces.ts'
import type { JournalRow } from '../../../schema/snapshots/journal-pieces.ts'
import type { Manifest, PieceKind } from '../../../schema/snapshots/manifest.ts'
import { readText } from '../../../schema/snapshots/text-pieces.ts'
import { decodeCluster, encodeCluster, SNAPSHOT_VERSION } from '../../engine/snapshot.ts'
import type { Base } from '../history.ts'
import type { Journal } from '../journal.ts'
import type { HistoryRow } from '../history-row.ts'
import { replayText } from '../replay.ts'
import { BATCHES_COLUMNS } from '../tables.ts'
import { readPieces } from './read-snapshot.ts'
import { isReplayable } from './snapshot-facts.ts'
import { SnapshotRefused } from './snapshot-refused.ts'
import type { SnapshotStore } from './snapshot-store.ts'

/** What the object holds once it was adopted. The batches lie in a table of their own until then. */
export type Staged = { readonly manifest: Manifest; readonly base: Base; readonly rows: readonly HistoryRow[] }

const STAGED_TABLE = 'staged_batches'

type Content = { base: string; state: string; rows: JournalRow[] }

/** Throws SnapshotRefused for one that this engine cannot open, and DamagedSnapshot for one that is not what it should be. */
export async function stageSnapshot(sql: SqlStorage, store: SnapshotStore, manifest: Manifest): Promise<Staged> {
  if (!canOpen(manifest)) {
    const message = `The snapshot was made by version ${manifest.engineVersion} of the engine, which this one cannot read.`
    throw new SnapshotRefused('ENGINE_VERSION_MISMATCH', message)
  }
  dropStaged(sql)
  sql.exec(`CREATE TABLE ${STAGED_TABLE} (${BATCHES_COLUMNS})`)
  const content = await gather(sql, store, manifest)
  const { sequence, timeMs, firstSequence, firstTimeMs } = manifest
  if (!isReplayable(manifest)) {
    const text = checked(() => encodeCluster(decodeCluster(content.state)))
    return { manifest, base: { number: 0, sequence, timeMs, text: withinLimits(text) }, rows: [] }
  }
  const base = { number: 0, sequence: firstSequence, timeMs: firstTimeMs, text: content.base }
  const rows = content.rows.map((row, index) => ({ ...row, number: index + 1 }))
  const arrived = checked(() => replayText(base.text, rows))
  if (arrived !== content.state) throw new DamagedSnapshot('The journal of the snapshot does not lead to its state.')
  withinLimits(arrived)
  return { manifest, base, rows }
}

/** Puts what was staged in the place of what the journal's tables hold. Run in one transaction, and open what is stored anew afterwards. */
export function adoptStaged(sql: SqlStorage, journal: Journal, { base, rows }: Staged): void {
  sql.exec('DROP TABLE batches')
  sql.exec(`ALTER TABLE ${STAGED_TABLE} RENAME TO batches`)
  journal.replaceWith(base, rows)
}

export function dropStaged(sql: SqlStorage): void {
  sql.exec(`DROP TABLE IF EXISTS ${STAGED_TABLE}`)
}

/** The state of an older version can be read as long as its checkpoints can. */
export function canOpen(manifest: Pick<Manifest, 'engineVersion' | 'snapshotVersion'>): boolean {
  const { snapshotVersion } = manifest
  return isReplayable(manifest)
    ? snapshotVersion === SNAPSHOT_VERSION
    : snapshotVersion === SNAPSHOT_VERSION || snapshotVersion === SNAPSHOT_VERSION - 1
}

async function gather(sql: SqlStorage, store: SnapshotStore, manifest: Manifest): Promise<Content> {
  const content: Content = { base: '', state: '', rows: [] }
  const [journal, batches] = [new JournalReader(), new BatchReader()]
  const kinds: ReadonlySet<PieceKind> = new Set(isReplayable(manifest) ? ['base', 'journal', 'state', 'batches'] : ['state', 'batches'])
  for await (const { kind, bytes } of readPieces(store, manifest, kinds)) {
    if (kind === 'batches') for (const row of batches.read(bytes)) insert(sql, row)
    else if (kind === 'journal') addRows(content, journal.read(bytes))
    else content[kind] += readText(bytes)
  }
  addRows(content, journal.rest())
  return content
}

function addRows({ rows }: Content, more: readonly JournalRow[]): void {
  if (rows.length + more.length > JOURNAL_SLOTS) throw new DamagedSnapshot('The journal of the snapshot is longer than a journal may be.')
  for (const row of more) rows.push(row)
}

function insert(sql: SqlStorage, { place, maxTimestamp, bytes }: BatchRow): void {
  sql.exec(`INSERT INTO ${STAGED_TABLE} (place, max_timestamp, bytes) VALUES (?, ?, ?)`, place, maxTimestamp, bytes)
}

/** Whatever goes wrong with texts that anybody may have written is the fault of the texts. */
function checked(work: () => string): string {
  try {
    return work()
  } catch {
    throw new DamagedSnapshot('The journal or the state of the snapshot cannot be read.')
  }
}

/** A cluster that could not have been made here must not come to be by way of a file. */
function withinLimits(text: string): string {
  const { brokers, topics } = decodeCluster(text)
  const partitions = [...topics.values()].reduce((sum, topic) => sum + topic.partitions.length, 0)
  if (brokers.size > MAX_BROKERS || topics.size > MAX_TOPICS || partitions > MAX_PARTITIONS_PER_CLUSTER) {
    throw new DamagedSnapshot('The cluster in the snapshot is larger than a cluster may be.')
  }
  return text
}
