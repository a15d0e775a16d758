// The floors: the least that any Worker with a Durable Object has to do for a job, and nothing of Samsa. What Samsa reaches is told as a
// share of these. It is served by workerd with the very configuration of `npm start`, hence the class name.
//
//   POST /no-op/<object>              the Worker forwards the request, the object answers 200
//   POST /no-op-call/<object>         the Worker reads the body and hands it over in a call (RPC), which is quicker; the object does nothing
//   POST /parse-json/<object>         the Worker parses the JSON, the object stores one blob of ?bytes= bytes
//   POST /insert-blobs/<object>       the object inserts ?blobs= blobs of ?bytes= bytes in a loop, with a commit after each ?commit= of them
//   TCP                               the Worker hands each piece to an object, which commits one row, and sends the piece back
//   POST /forget/<object>             the object deletes all it stores

import { DurableObject, WorkerEntrypoint } from 'cloudflare:workers'

type Env = { readonly SANDBOX: DurableObjectNamespace<FloorObject> }

const INSERT = 'INSERT INTO batches (place, max_timestamp, bytes) VALUES (?, ?, ?)'

class FloorObject extends DurableObject<Env> {
  readonly #sql: SqlStorage
  #place = 0

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env)
    this.#sql = ctx.storage.sql
  }

  override fetch(): Response {
    return new Response('{}')
  }

  noOp(_body: ArrayBuffer): null {
    return null
  }

  /** The table is the one of durable/shell/tables.ts, so that both sides pay SQLite the same. */
  createTable(): void {
    this.#sql.exec('CREATE TABLE IF NOT EXISTS batches (place INTEGER PRIMARY KEY, max_timestamp INTEGER NOT NULL, bytes BLOB NOT NULL)')
  }

  storeBlob(bytes: Uint8Array): void {
    if (this.#place === 0) this.createTable()
    this.#sql.exec(INSERT, ++this.#place, 0, bytes)
  }

  async insertBlobs(blobs: number, blobBytes: number, blobsPerCommit: number): Promise<void> {
    const bytes = new Uint8Array(blobBytes).map((_, index) => (index * 167) & 0xff)
    this.createTable()
    for (let inserted = 0; inserted < blobs;) {
      for (let open = 0; open < blobsPerCommit && inserted < blobs; open++, inserted++) this.#sql.exec(INSERT, ++this.#place, 0, bytes)
      await this.ctx.storage.sync()
    }
  }

  async forget(): Promise<void> {
    this.#place = 0
    await this.ctx.storage.deleteAll()
  }
}

export { FloorObject as Sandbox }

/** An echo by TCP, in the place of the brokers' ports. */
export class KafkaDoor extends WorkerEntrypoint<Env> {
  override async connect(socket: Socket): Promise<void> {
    const object = this.env.SANDBOX.get(this.env.SANDBOX.idFromName('echo'))
    const reader = socket.readable.getReader() as ReadableStreamDefaultReader<Uint8Array>
    const writer = socket.writable.getWriter()
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
      await object.storeBlob(piece.value)
      await writer.write(piece.value)
    }
  }
}

const decoder = new TextDecoder()

export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    const { pathname, searchParams } = new URL(request.url)
    const [, job, objectName = ''] = pathname.split('/')
    const object = env.SANDBOX.get(env.SANDBOX.idFromName(objectName))
    const wanted = (name: string): number => Number(searchParams.get(name))
    switch (job) {
      case 'no-op':
        return object.fetch(request)
      case 'no-op-call':
        await object.noOp(await request.arrayBuffer())
        return new Response('{}')
      case 'parse-json': {
        const bytes = new Uint8Array(await request.arrayBuffer())
        const parsed = JSON.parse(decoder.decode(bytes)) as { entries: unknown[] }
        await object.storeBlob(bytes.slice(0, wanted('bytes')))
        return Response.json({ records: parsed.entries.length })
      }
      case 'insert-blobs':
        await object.insertBlobs(wanted('blobs'), wanted('bytes'), wanted('commit'))
        return new Response('{}')
      case 'forget':
        await object.forget()
        return new Response('{}')
      default:
        return new Response('The floor has no such job.', { status: 404 })
    }
  },
}
