// A Worker for the test of the local D1 service: runs one named scenario over drizzle, as the registry uses it, and answers with what it
// saw. It runs inside workerd; cli/local/d1-service.test.ts bundles and serves it.

import { DurableObject } from 'cloudflare:workers'
import { eq } from 'drizzle-orm'
import { drizzle, type DrizzleD1Database } from 'drizzle-orm/d1'
import { blob, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'

const notes = sqliteTable('notes', {
  id: integer('id').primaryKey({ autoIncrement: true }),
  title: text('title').notNull().unique(),
  bytes: blob('bytes', { mode: 'buffer' }),
  createdAtMs: integer('created_at_ms'),
})

const CREATE = 'CREATE TABLE notes (id INTEGER PRIMARY KEY AUTOINCREMENT, title TEXT NOT NULL UNIQUE, bytes BLOB, created_at_ms INTEGER)'

type Scenario = (db: DrizzleD1Database, d1: D1Database) => Promise<unknown>

const scenarios: Record<string, Scenario> = {
  async writeAndRead(db) {
    const inserted = await db.insert(notes).values({ title: 'a', createdAtMs: 1_763_700_000_000 }).returning()
    const updated = await db.update(notes).set({ createdAtMs: Number.MAX_SAFE_INTEGER }).where(eq(notes.title, 'a')).run()
    const selected = await db.select().from(notes).all()
    const one = await db.select({ title: notes.title }).from(notes).get()
    const nothing = await db.select().from(notes).where(eq(notes.title, 'unknown')).get()
    const deleted = await db.delete(notes).where(eq(notes.title, 'a')).run()
    return { inserted, selected, one, nothing: nothing ?? null, updated: updated.meta.changes, deleted: deleted.meta.changes }
  },

  async blobs(_, d1) {
    await d1
      .prepare('INSERT INTO notes (title, bytes) VALUES (?, ?)')
      .bind('bytes', new Uint8Array([0, 127, 128, 255]))
      .run()
    await d1.prepare('INSERT INTO notes (title, bytes) VALUES (?, ?)').bind('none', null).run()
    return d1.prepare('SELECT title, bytes FROM notes ORDER BY title').raw({ columnNames: true })
  },

  async shapes(_, d1) {
    await d1.prepare('INSERT INTO notes (title) VALUES (?)').bind('a').run()
    const statement = d1.prepare('SELECT title, 1.5 AS number FROM notes')
    return { all: (await statement.all()).results, raw: await statement.raw(), first: await statement.first('title') }
  },

  async batch(db) {
    const [inserted, selected] = await db.batch([db.insert(notes).values({ title: 'a' }).returning(), db.select().from(notes)])
    return { inserted: inserted.length, selected: selected.length }
  },

  async failedBatch(db) {
    const message = await messageOf(() => db.batch([db.insert(notes).values({ title: 'a' }), db.insert(notes).values({ title: 'a' })]))
    return { message, left: (await db.select().from(notes)).length }
  },

  async wrongSql(_, d1) {
    return { syntax: await messageOf(() => d1.prepare('SELEC 1').run()), empty: await messageOf(() => d1.prepare('-- nothing').run()) }
  },

  async script(_, d1) {
    return {
      count: (await d1.exec("INSERT INTO notes (title) VALUES ('x')\n-- a comment\n\nINSERT INTO notes (title) VALUES ('y')")).count,
    }
  },

  async meta(_, d1) {
    const { meta } = await d1.prepare('INSERT INTO notes (title) VALUES (?)').bind('a').run()
    return { changes: meta.changes, lastRowId: meta.last_row_id, changed: meta.changed_db, written: meta.rows_written > 0 }
  },
}

/** The message of the innermost error: drizzle wraps the one of D1. */
async function messageOf(work: () => Promise<unknown>): Promise<string> {
  try {
    await work()
    return 'no error'
  } catch (error) {
    let innermost = error as Error
    while (innermost.cause instanceof Error && innermost.message.startsWith('Failed query')) innermost = innermost.cause
    return innermost.message
  }
}

/** The local configuration names this class. */
export class Sandbox extends DurableObject {}

export default {
  async fetch(request: Request, env: { DB: D1Database }): Promise<Response> {
    const scenario = scenarios[new URL(request.url).pathname.slice(1)]
    if (scenario === undefined) return new Response('no such scenario', { status: 404 })
    await env.DB.batch([env.DB.prepare('DROP TABLE IF EXISTS notes'), env.DB.prepare(CREATE)])
    return Response.json(await scenario(drizzle(env.DB), env.DB))
  },
}
