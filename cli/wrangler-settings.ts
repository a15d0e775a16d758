// The few settings of wrangler.toml that our own scripts need. wrangler.toml is the one source of truth; the local server reads the
// compatibility date from here, so that it cannot run under other rules than the deployed Worker.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The id that stands in wrangler.toml until somebody creates a real D1 database. Local serving ignores it. */
export const UNSET_DATABASE_ID = '00000000-0000-0000-0000-000000000000'

export type WranglerSettings = {
  readonly main: string
  readonly compatibilityDate: string
  readonly databaseId: string
}

/**
 * Reads `main`, `compatibility_date` and `database_id` from the text of a wrangler.toml.
 *
 * This is no TOML parser: it finds `key = "value"` at the start of a line and asserts that each key stands there exactly once. A file
 * that we wrote and that does not fit is our mistake, hence an exception.
 */
export function parseWranglerSettings(toml: string): WranglerSettings {
  return {
    main: onlyString(toml, 'main'),
    compatibilityDate: onlyString(toml, 'compatibility_date'),
    databaseId: onlyString(toml, 'database_id'),
  }
}

/** The settings of this repository's own wrangler.toml. */
export function readWranglerSettings(): WranglerSettings {
  return parseWranglerSettings(readFileSync(join(import.meta.dirname, '../wrangler.toml'), 'utf8'))
}

function onlyString(toml: string, key: string): string {
  const found = [...toml.matchAll(new RegExp(`^${key}\\s*=\\s*"([^"]*)"`, 'gm'))]
  const value = found[0]?.[1]
  if (found.length !== 1 || value === undefined) throw new Error(`wrangler.toml must set ${key} exactly once, as a string.`)
  return value
}
