// The real Worker with the real object, except that every statement of the object's SQLite is counted on its way: rows written are what
// `cursor.rowsWritten` says, which is what Cloudflare bills, and nothing outside the object can know it.
//
//   GET /bench/rows/<sandbox id>   what the object has written since its class was loaded, as RowCounts

import worker from '../../worker/index.ts'
import { Sandbox as RealSandbox, type SandboxEnv } from '../../durable/sandbox.ts'
import type { RowCounts } from '../footprint/row-counts.ts'

type CountedEnv = SandboxEnv & { readonly SANDBOX: DurableObjectNamespace<Sandbox> }

export class Sandbox extends RealSandbox {
  // The properties that were put over the platform's own live as long as this reference.
  readonly #storage: DurableObjectStorage
  readonly #counts: RowCounts

  constructor(ctx: DurableObjectState, env: SandboxEnv) {
    const counts: RowCounts = { rowsWritten: 0, batches: 0, journalRows: 0, checkpointRows: 0 }
    countRows(ctx.storage, counts)
    super(ctx, env)
    this.#storage = ctx.storage
    this.#counts = counts
  }

  rowCounts(): RowCounts {
    if (this.#storage.sql !== this.ctx.storage.sql) throw new Error('The counter has come off.')
    return this.#counts
  }
}

/** Puts a counting `exec` over the platform's own. A statement that writes is done when `exec` returns, so its count is final. */
function countRows(storage: DurableObjectStorage, counts: RowCounts): void {
  const sql = storage.sql
  const exec = sql.exec.bind(sql)
  const counting: SqlStorage['exec'] = (query, ...bindings) => {
    const cursor = exec<Record<string, SqlStorageValue>>(query, ...bindings)
    const { rowsWritten } = cursor
    counts.rowsWritten += rowsWritten
    if (query.startsWith('INSERT INTO batches')) counts.batches += rowsWritten
    if (query.startsWith('INSERT INTO journal')) counts.journalRows += rowsWritten
    if (query.includes(' checkpoint ')) counts.checkpointRows += rowsWritten
    // The generic row type of `exec` is only the caller's promise; the cursor itself is the same one.
    return cursor as never
  }
  Object.defineProperty(sql, 'exec', { value: counting })
  Object.defineProperty(storage, 'sql', { value: sql })
}

export default {
  async fetch(request: Request, env: CountedEnv & Parameters<typeof worker.fetch>[1], execution: ExecutionContext): Promise<Response> {
    const [, root, what, sandboxId = ''] = new URL(request.url).pathname.split('/')
    if (root !== 'bench' || what !== 'rows') return worker.fetch(request, env, execution)
    return Response.json(await env.SANDBOX.get(env.SANDBOX.idFromName(sandboxId)).rowCounts())
  },
}
