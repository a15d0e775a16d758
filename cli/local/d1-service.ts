// A stand-in for Cloudflare D1 on plain workerd, used by `npm start` only. workerd ships the D1 binding, but that binding is only a
// client: it sends SQL as JSON over HTTP to a service which Cloudflare runs and workerd does not have. This is that service: one Durable
// Object with one SQLite database. `wrangler dev` and the tests use the one of miniflare.
//
// What it answers (the two paths that the binding calls):
//   POST /query and POST /execute, with ?resultsFormat=ARRAY_OF_OBJECTS | ROWS_AND_COLUMNS | NONE
//   body: {"sql", "params"} or a list of them; a list is one transaction
//   answer: a list of {"success": true, "results", "meta"}, or {"success": false, "error"} with status 200
// Not modelled: sessions and bookmarks, read replicas, export, time travel, D1's limits.
// The protocol was read from the D1 client inside workerd and from miniflare's database.worker.

import { DurableObject } from 'cloudflare:workers'

type D1Param = string | number | null | number[]
type D1Query = { readonly sql: string; readonly params?: readonly D1Param[] | null }
type D1Cell = string | number | null | number[]
type D1Rows = { readonly columns: readonly string[]; readonly rows: readonly (readonly D1Cell[])[] }
type D1Objects = readonly Record<string, D1Cell>[]
type Env = { readonly DATABASE: DurableObjectNamespace<LocalD1> }

/** The whole database. Every query of the Worker comes here, so that a batch is one transaction. */
export class LocalD1 extends DurableObject<Env> {
  override async fetch(request: Request): Promise<Response> {
    const url = new URL(request.url)
    if (request.method !== 'POST' || (url.pathname !== '/query' && url.pathname !== '/execute')) {
      return failure(`The local D1 service has no ${request.method} ${url.pathname}.`)
    }
    const body = await request.json<D1Query | D1Query[]>()
    const queries = (Array.isArray(body) ? body : [body]).filter((query) => !isEmptySql(query.sql))
    if (queries.length === 0) return failure('No SQL statements detected.')
    const asRows = url.searchParams.get('resultsFormat') === 'ROWS_AND_COLUMNS'
    try {
      return Response.json(this.ctx.storage.transactionSync(() => queries.map((query) => this.#run(query, asRows))))
    } catch (error) {
      // A wrong statement is the caller's, and D1 hands SQLite's own sentence over. The transaction has been rolled back by now.
      return failure(error instanceof Error ? error.message : String(error))
    }
  }

  #run(query: D1Query, asRows: boolean): object {
    const sql = this.ctx.storage.sql
    const before = this.#counters()
    const sizeBeforeBytes = sql.databaseSize
    const cursor = sql.exec(query.sql, ...(query.params ?? []).map(paramToSql))
    const rows = [...cursor.raw()].map((row) => row.map(cellToJson))
    const columns = cursor.columnNames
    const after = this.#counters()
    const changes = after.totalChanges - before.totalChanges
    const meta = {
      served_by: 'samsa.local',
      served_by_primary: true,
      total_attempts: 1,
      // workerd freezes its clock while code runs, so that a duration would always read as 0.
      duration: 0,
      timings: { sql_duration_ms: 0 },
      changes,
      last_row_id: after.lastRowId,
      changed_db: changes !== 0 || after.lastRowId !== before.lastRowId || sql.databaseSize !== sizeBeforeBytes,
      size_after: sql.databaseSize,
      rows_read: cursor.rowsRead,
      rows_written: cursor.rowsWritten,
    }
    return { success: true, results: asRows ? ({ columns, rows } satisfies D1Rows) : rowsToObjects(columns, rows), meta }
  }

  #counters(): { totalChanges: number; lastRowId: number } {
    const row = this.ctx.storage.sql.exec('SELECT total_changes() AS totalChanges, last_insert_rowid() AS lastRowId').one()
    return { totalChanges: Number(row['totalChanges']), lastRowId: Number(row['lastRowId']) }
  }
}

export default {
  fetch(request: Request, env: Env): Promise<Response> {
    return env.DATABASE.get(env.DATABASE.idFromName('samsa')).fetch(request)
  },
}

function failure(error: string): Response {
  return Response.json({ success: false, error })
}

/** `db.exec` sends each line of a script as a statement, so blank lines and comments arrive too. SQLite has nothing to run in them. */
function isEmptySql(sql: string): boolean {
  return sql.replace(/^\s*--.*$/gm, '').trim() === ''
}

/** The binding writes a blob as a list of byte values, since JSON has no bytes. */
function paramToSql(param: D1Param): SqlStorageValue {
  return Array.isArray(param) ? new Uint8Array(param).buffer : param
}

function cellToJson(cell: SqlStorageValue): D1Cell {
  return cell instanceof ArrayBuffer ? Array.from(new Uint8Array(cell)) : cell
}

function rowsToObjects(columns: readonly string[], rows: D1Rows['rows']): D1Objects {
  return rows.map((row) => Object.fromEntries(columns.map((name, index) => [name, row[index] ?? null])))
}
