// The storage of a Durable Object in memory, over the SQLite of Node.js: as much of it as the object's shell uses.
import { DatabaseSync } from 'node:sqlite'
import type { SQLInputValue, SQLOutputValue } from 'node:sqlite'

type Row = Record<string, SQLOutputValue>

class MemoryCursor {
  readonly #rows: readonly Row[]
  readonly rowsWritten: number

  constructor(rows: readonly Row[], rowsWritten: number) {
    this.#rows = rows
    this.rowsWritten = rowsWritten
  }

  toArray(): readonly Row[] {
    return this.#rows
  }

  one(): Row {
    const [row] = this.#rows
    if (row === undefined || this.#rows.length !== 1)
      throw new Error(`Expected exactly one result from SQL query, but got ${this.#rows.length}.`)
    return row
  }

  [Symbol.iterator](): Iterator<Row> {
    return this.#rows[Symbol.iterator]()
  }
}

export class MemoryStorage {
  readonly #database = new DatabaseSync(':memory:')
  alarmMs: number | null = null
  readonly sql = { exec: (statement: string, ...values: unknown[]) => this.#exec(statement, values) }

  #exec(text: string, values: readonly unknown[]): MemoryCursor {
    const statement = this.#database.prepare(text)
    const given = values as SQLInputValue[]
    if (/^\s*(SELECT|PRAGMA)/i.test(text)) return new MemoryCursor(statement.all(...given).map(withBuffers), 0)
    return new MemoryCursor([], Number(statement.run(...given).changes))
  }

  transactionSync<Value>(work: () => Value): Value {
    this.#database.exec('SAVEPOINT work')
    try {
      const value = work()
      this.#database.exec('RELEASE work')
      return value
    } catch (cause) {
      this.#database.exec('ROLLBACK TO work')
      throw cause
    }
  }

  getAlarm(): Promise<number | null> {
    return Promise.resolve(this.alarmMs)
  }

  setAlarm(alarmMs: number): Promise<void> {
    this.alarmMs = alarmMs
    return Promise.resolve()
  }

  deleteAlarm(): Promise<void> {
    this.alarmMs = null
    return Promise.resolve()
  }

  /** As what it stands for. */
  get storage(): DurableObjectStorage {
    return this as unknown as DurableObjectStorage
  }

  count(from: string): number {
    return Number(this.#exec(`SELECT count(*) AS count FROM ${from}`, []).one()['count'])
  }
}

/** Blobs are buffers of their own on the platform. */
function withBuffers(row: Row): Row {
  const entries = Object.entries(row).map(([name, value]) => [name, value instanceof Uint8Array ? value.slice().buffer : value] as const)
  return Object.fromEntries(entries) as Row
}
