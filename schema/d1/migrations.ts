// The migrations that are bundled with the Worker, in their order. A test holds this list to the folder.
// oxlint-disable-next-line triple-slash-reference -- every layer that comes past here has to know what a .sql module is
/// <reference path="./sql-modules.d.ts" />
import sandboxes from './migrations/0000_sandboxes.sql'
import snapshots from './migrations/0001_snapshots.sql'

export type Migration = {
  /** The file's name: wrangler writes the same into its table, so that both agree about what was applied. */
  readonly name: string
  readonly sql: string
}

export const MIGRATIONS: readonly Migration[] = [
  { name: '0000_sandboxes.sql', sql: sandboxes },
  { name: '0001_snapshots.sql', sql: snapshots },
]
