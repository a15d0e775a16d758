// Storage of earlier versions. It is read once, and written again as this version writes it: all in one turn, all or nothing. The first version, from
// before there were replicas, had journal rows that were plain lists of records, in a shorter ring and without their sequences, and one range of
// garbage an extent. The second kept one checkpoint, and no batch that only the past needs: its history begins where it is upgraded.
import { apply } from '../engine/apply.ts'
import { emptyCluster } from '../engine/cluster.ts'
import type { Cluster } from '../engine/cluster.ts'
import type { ClusterRecord } from '../engine/record.ts'
import { decodeCluster } from '../engine/snapshot.ts'
import { haveAll } from '../engine/replication/have-all.ts'
import { EXTENT_OFFSETS } from '../../schema/limits.ts'
import { Journal } from './journal.ts'
import { JournalRows } from './journal-rows.ts'
import { entriesBehind, replayEntries } from './replay.ts'
import { planOfCluster, writeSandboxRow } from './sandbox-row.ts'
import { CHECKPOINTS_TABLE, GARBAGE_TABLE, JOURNAL_TABLE, SANDBOX_TABLE } from './tables.ts'

type Loaded = { readonly cluster: Cluster; readonly number: number; readonly timeMs: number }

/** Leaves storage as if this version had written it. Answers whether another one had. */
export function upgradeStorage(sql: SqlStorage): boolean {
  if (hasColumn(sql, 'sandbox', 'generation')) return false
  const isFirst = !hasColumn(sql, 'journal', 'first_sequence')
  const { cluster, number, timeMs } = isFirst ? loadFirstVersion(sql) : loadSecondVersion(sql)
  upgradeGarbage(sql, isFirst)
  for (const table of ['journal', 'checkpoint']) sql.exec(`DROP TABLE ${table}`)
  for (const statement of [JOURNAL_TABLE, CHECKPOINTS_TABLE]) sql.exec(statement)
  upgradeSandbox(sql, cluster)
  new Journal(sql).restart(number, cluster, timeMs)
  return true
}

function hasColumn(sql: SqlStorage, table: string, column: string): boolean {
  return sql.exec('SELECT 1 FROM pragma_table_info(?) WHERE name = ?', table, column).toArray().length > 0
}

function loadCheckpoint(sql: SqlStorage): Loaded {
  const pieces = sql.exec<{ number: number; text: string }>('SELECT number, text FROM checkpoint ORDER BY piece').toArray()
  const cluster = pieces.length === 0 ? emptyCluster() : decodeCluster(pieces.map(({ text }) => text).join(''))
  return { cluster, number: pieces[0]?.number ?? 0, timeMs: cluster.createdMs }
}

function loadFirstVersion(sql: SqlStorage): Loaded {
  const { cluster, ...checkpoint } = loadCheckpoint(sql)
  let { number, timeMs } = checkpoint
  const rows = sql.exec<{ number: number; records: string }>('SELECT number, records FROM journal WHERE number > ? ORDER BY number', number)
  for (const row of rows) {
    for (const record of JSON.parse(row.records) as ClusterRecord[]) {
      timeMs = timeOf(record) ?? timeMs
      apply(cluster, record, timeMs)
    }
    number = row.number
  }
  for (const { partitions } of cluster.topics.values())
    for (const { replicaStates, log, changedMs } of partitions) haveAll(replicaStates, log, changedMs)
  return { cluster, number, timeMs }
}

/** The old records knew the time only where they needed it. */
function timeOf(record: ClusterRecord): number | null {
  if (record.kind === 'partition.created') return record.nowMs
  if (record.kind === 'log.changed' && 'nowMs' in record.change) return record.change.nowMs
  return null
}

function loadSecondVersion(sql: SqlStorage): Loaded {
  const { cluster, ...checkpoint } = loadCheckpoint(sql)
  let { number, timeMs } = checkpoint
  const rows = new JournalRows(sql)
  for (const { lastNumber, ...row } of rows.from(number + 1)) {
    timeMs = replayEntries(cluster, entriesBehind(cluster, row)) ?? timeMs
    number = lastNumber
  }
  return { cluster, number, timeMs }
}

/** What was garbage then may go at once. */
function upgradeGarbage(sql: SqlStorage, isFirst: boolean): void {
  const from = isFirst ? `extent_id * ${EXTENT_OFFSETS}` : 'from_place'
  const ranges = sql.exec<{ from: number; until: number }>(`SELECT ${from} AS "from", until_place AS until FROM garbage`).toArray()
  sql.exec('DROP TABLE garbage')
  sql.exec(GARBAGE_TABLE)
  for (const { from: fromPlace, until } of ranges) sql.exec('INSERT INTO garbage VALUES (?, ?, 0, NULL)', fromPlace, until)
}

function upgradeSandbox(sql: SqlStorage, cluster: Cluster): void {
  type OldRow = { name: string; created_ms: number; expires_ms: number | null }
  const { name, created_ms: createdMs, expires_ms: expiresMs } = sql.exec<OldRow>('SELECT name, created_ms, expires_ms FROM sandbox').one()
  sql.exec('DROP TABLE sandbox')
  sql.exec(SANDBOX_TABLE)
  writeSandboxRow(sql, { sandboxId: cluster.clusterId, name, createdMs, expiresMs, generation: 0, plan: planOfCluster(cluster) })
}
