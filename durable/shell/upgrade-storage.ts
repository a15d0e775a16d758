// Storage of the first version, from before there were replicas: journal rows were plain lists of records, in a shorter ring and without
// their sequences, and garbage was one range an extent. It is read once, and written again as this version writes it.
import { apply } from '../engine/apply.ts'
import { emptyCluster } from '../engine/cluster.ts'
import type { Cluster } from '../engine/cluster.ts'
import type { ClusterRecord } from '../engine/record.ts'
import { decodeCluster } from '../engine/snapshot.ts'
import { haveAll } from '../engine/replication/have-all.ts'
import { EXTENT_OFFSETS } from '../../schema/limits.ts'
import { GARBAGE_TABLE, JOURNAL_TABLE } from './tables.ts'
import type { Journal } from './journal.ts'

export function isFirstVersion(sql: SqlStorage): boolean {
  const columns = sql.exec<{ name: string }>("SELECT name FROM pragma_table_info('journal')").toArray()
  return !columns.some(({ name }) => name === 'first_sequence')
}

/** Answers the cluster as the old code left it, and leaves storage as if this version had written it. All in one turn: all or nothing. */
export function upgradeStorage(sql: SqlStorage, journal: Journal): Cluster {
  const { cluster, number } = load(sql)
  sql.exec('DROP TABLE journal')
  sql.exec(JOURNAL_TABLE)
  upgradeGarbage(sql)
  journal.restart(number, cluster)
  return cluster
}

function load(sql: SqlStorage): { readonly cluster: Cluster; readonly number: number } {
  const pieces = sql.exec<{ number: number; text: string }>('SELECT number, text FROM checkpoint ORDER BY piece').toArray()
  const cluster = pieces.length === 0 ? emptyCluster() : decodeCluster(pieces.map(({ text }) => text).join(''))
  let number = pieces[0]?.number ?? 0
  let nowMs = 0
  const rows = sql.exec<{ number: number; records: string }>('SELECT number, records FROM journal WHERE number > ? ORDER BY number', number)
  for (const row of rows) {
    for (const record of JSON.parse(row.records) as ClusterRecord[]) {
      nowMs = timeOf(record) ?? nowMs
      apply(cluster, record, nowMs)
    }
    number = row.number
  }
  for (const { partitions } of cluster.topics.values())
    for (const { replicaStates, log, changedMs } of partitions) haveAll(replicaStates, log, changedMs)
  return { cluster, number }
}

/** The old records knew the time only where they needed it. */
function timeOf(record: ClusterRecord): number | null {
  if (record.kind === 'partition.created') return record.nowMs
  if (record.kind === 'log.changed' && 'nowMs' in record.change) return record.change.nowMs
  return null
}

function upgradeGarbage(sql: SqlStorage): void {
  const rows = sql.exec<{ extent_id: number; until_place: number }>('SELECT extent_id, until_place FROM garbage').toArray()
  sql.exec('DROP TABLE garbage')
  sql.exec(GARBAGE_TABLE)
  for (const { extent_id: extentId, until_place: untilPlace } of rows) {
    sql.exec('INSERT INTO garbage (from_place, until_place) VALUES (?, ?)', extentId * EXTENT_OFFSETS, untilPlace)
  }
}
