// The registry of sandboxes in D1, as the object uses it: a row comes when the sandbox is made and goes when it is gone. It is off the hot
// path, and the object, not the registry, decides whether a sandbox exists.
import { eq } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/d1'
import { migrate } from '../../schema/d1/migrate.ts'
import { MIGRATIONS } from '../../schema/d1/migrations.ts'
import { sandboxes } from '../../schema/d1/tables.ts'
import type { SandboxChange, SandboxFacts } from './rpc.ts'

type RegisteredFacts = Pick<SandboxFacts, 'sandboxId' | 'name' | 'createdMs' | 'expiresMs'>

/** Every method throws what D1 throws: the caller decides whether the registry may lag behind. */
export class Registry {
  readonly #database: D1Database

  constructor(database: D1Database) {
    this.#database = database
  }

  /** A row that is there already is overwritten, so that a creation can be tried again. */
  async add({ sandboxId, name, createdMs, expiresMs }: RegisteredFacts): Promise<void> {
    await migrate(this.#database, MIGRATIONS)
    const facts = { name, createdAt: createdMs, expiresAt: expiresMs }
    const row = { id: sandboxId, ...facts }
    await drizzle(this.#database).insert(sandboxes).values(row).onConflictDoUpdate({ target: sandboxes.id, set: facts })
  }

  async change(sandboxId: string, { name, expiresMs }: SandboxChange): Promise<void> {
    if (name === undefined && expiresMs === undefined) return
    await migrate(this.#database, MIGRATIONS)
    const changed = { ...(name === undefined ? {} : { name }), ...(expiresMs === undefined ? {} : { expiresAt: expiresMs }) }
    await drizzle(this.#database).update(sandboxes).set(changed).where(eq(sandboxes.id, sandboxId))
  }

  /** The row of a sandbox that was archived stays, and says where it went. */
  async archive(sandboxId: string, snapshotHash: string, archivedMs: number): Promise<void> {
    await migrate(this.#database, MIGRATIONS)
    const archived = { archivedAt: archivedMs, snapshotHash }
    await drizzle(this.#database).update(sandboxes).set(archived).where(eq(sandboxes.id, sandboxId))
  }

  /** Removing what is not there is no error: the object may have crashed between the two. */
  async remove(sandboxId: string): Promise<void> {
    await migrate(this.#database, MIGRATIONS)
    await drizzle(this.#database).delete(sandboxes).where(eq(sandboxes.id, sandboxId))
  }
}
