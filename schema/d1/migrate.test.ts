import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { MemoryD1 } from '../../test/support/memory-d1.ts'
import { migrate } from './migrate.ts'
import type { Migration } from './migrations.ts'

const here = import.meta.dirname
const folder = join(here, 'migrations')
const files = readdirSync(folder).filter((name) => name.endsWith('.sql'))
// Vite cannot import .sql modules, so the list itself is only looked at as text.
const migrations: Migration[] = files.toSorted().map((name) => ({ name, sql: readFileSync(join(folder, name), 'utf8') }))

function applied(database: MemoryD1): unknown[] {
  return database.rows('SELECT name FROM d1_migrations ORDER BY id').map(({ name }) => name)
}

describe('the bundled migrations', () => {
  it('are exactly the files of the folder, in their order', () => {
    const list = readFileSync(join(here, 'migrations.ts'), 'utf8')
    expect([...list.matchAll(/from '\.\/migrations\/(.+)'/g)].map(([, name]) => name)).toEqual(files.toSorted())
    expect([...list.matchAll(/name: '(.+?)'/g)].map(([, name]) => name)).toEqual(files.toSorted())
  })
})

describe('migrate', () => {
  it('makes the tables and keeps the books as wrangler does', async () => {
    const database = new MemoryD1()
    await migrate(database, migrations)
    expect(applied(database)).toEqual(files.toSorted())
    expect(database.rows('SELECT count(*) AS count FROM sandboxes')).toEqual([{ count: 0 }])
  })

  it('applies what is new, and nothing twice', async () => {
    const first = { name: '0000_a.sql', sql: 'CREATE TABLE a (x)' }
    const database = new MemoryD1()
    await migrate(database, [first])
    await migrate(database, [first])
    // Another isolate, with the next version.
    const later = { prepare: (sql: string) => database.prepare(sql), batch: (all: never[]) => database.batch(all) }
    await migrate(later, [first, { name: '0001_b.sql', sql: 'CREATE TABLE b (x);\n--> statement-breakpoint\nINSERT INTO b VALUES (1);' }])
    expect(applied(database)).toEqual(['0000_a.sql', '0001_b.sql'])
    expect(database.rows('SELECT x FROM b')).toEqual([{ x: 1 }])
  })

  it('is harmless when two isolates do it at once', async () => {
    const database = new MemoryD1()
    const another = { prepare: (sql: string) => database.prepare(sql), batch: (all: never[]) => database.batch(all) }
    await Promise.all([migrate(database, migrations), migrate(another, migrations)])
    expect(applied(database)).toEqual(files.toSorted())
  })

  it('tells of a migration that fails, and tries it again the next time', async () => {
    const database = new MemoryD1()
    const bad = { name: '0000_bad.sql', sql: 'CREATE TABLE a (x);--> statement-breakpoint\nCREATE TABLE nonsense' }
    await expect(migrate(database, [bad])).rejects.toThrow()
    expect(applied(database)).toEqual([])
    await migrate(database, [{ ...bad, sql: 'CREATE TABLE a (x)' }])
    expect(applied(database)).toEqual(['0000_bad.sql'])
  })
})
