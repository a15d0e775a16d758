// Brings the registry's database up to date by itself, so that nobody has to run a command before `npm start` or after a deployment. It
// keeps the books in the table that `wrangler d1 migrations` uses, so that both may be used on one database.
import type { Migration } from './migrations.ts'

/** The part of D1 that is needed here. */
export type MigratedDatabase = {
  prepare(sql: string): MigrationStatement
  /** Runs the statements in one transaction. */
  batch(statements: MigrationStatement[]): Promise<unknown>
}

type MigrationStatement = {
  bind(...values: unknown[]): MigrationStatement
  all(): Promise<{ results: Record<string, unknown>[] }>
  run(): Promise<unknown>
}

/** As wrangler creates it. */
const BOOKKEEPING = `CREATE TABLE IF NOT EXISTS d1_migrations (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT UNIQUE,
  applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL
)`

/** What drizzle-kit writes between two statements. */
const STATEMENT_BREAK = '--> statement-breakpoint'

/**
 * Databases that this isolate has seen up to date. A flag and not a shared promise: in Workers one request must not wait for the I/O of
 * another, so two first requests may both do the work, and that is harmless.
 */
const upToDate = new WeakSet<MigratedDatabase>()

/** Applies what is missing. Costs nothing after the first time in an isolate. */
export async function migrate(database: MigratedDatabase, migrations: readonly Migration[]): Promise<void> {
  if (upToDate.has(database)) return
  await database.prepare(BOOKKEEPING).run()
  const applied = await appliedNames(database)
  for (const migration of migrations) {
    if (!applied.has(migration.name)) await applyOnce(database, migration)
  }
  upToDate.add(database)
}

async function appliedNames(database: MigratedDatabase): Promise<Set<unknown>> {
  const { results } = await database.prepare('SELECT name FROM d1_migrations').all()
  return new Set(results.map(({ name }) => name))
}

/** Who comes second in a race finds the tables there already; then the books say who was first, and all is well. */
async function applyOnce(database: MigratedDatabase, { name, sql }: Migration): Promise<void> {
  const statements = sql.split(STATEMENT_BREAK).map((statement) => database.prepare(statement.trim()))
  const note = database.prepare('INSERT INTO d1_migrations (name) VALUES (?)').bind(name)
  try {
    await database.batch([...statements, note])
  } catch (cause) {
    if (!(await appliedNames(database)).has(name)) throw cause
  }
}
