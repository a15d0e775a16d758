// D1 in memory, over the SQLite of Node.js: as much of its interface as drizzle and our migrations use.
import { DatabaseSync } from 'node:sqlite'
import type { SQLInputValue } from 'node:sqlite'

type Row = Record<string, unknown>

class MemoryStatement {
  readonly #database: DatabaseSync
  readonly #sql: string
  readonly #values: readonly SQLInputValue[]

  constructor(database: DatabaseSync, sql: string, values: readonly SQLInputValue[] = []) {
    this.#database = database
    this.#sql = sql
    this.#values = values
  }

  bind(...values: SQLInputValue[]): MemoryStatement {
    return new MemoryStatement(this.#database, this.#sql, values)
  }

  runNow(): Row[] {
    return this.#database.prepare(this.#sql).all(...this.#values)
  }

  async all(): Promise<{ results: Row[]; success: true }> {
    await Promise.resolve()
    return { results: this.runNow(), success: true }
  }

  run(): Promise<{ results: Row[]; success: true }> {
    return this.all()
  }

  async raw(): Promise<unknown[][]> {
    return (await this.all()).results.map((row) => Object.values(row))
  }
}

export class MemoryD1 {
  readonly #database = new DatabaseSync(':memory:')

  prepare(sql: string): MemoryStatement {
    return new MemoryStatement(this.#database, sql)
  }

  async batch(statements: MemoryStatement[]): Promise<Row[][]> {
    await Promise.resolve()
    this.#database.exec('BEGIN')
    try {
      const results = statements.map((statement) => statement.runNow())
      this.#database.exec('COMMIT')
      return results
    } catch (cause) {
      this.#database.exec('ROLLBACK')
      throw cause
    }
  }

  rows(sql: string): Row[] {
    return this.#database.prepare(sql).all()
  }
}
