// local.json, in which the keys of the ready sandboxes are kept: the server itself stores none. `npm start` writes it, and the command line finds its
// sandbox there.

import { existsSync, readFileSync } from 'node:fs'

export type SandboxKeys = { readonly id: string; readonly owner: string; readonly observe: string }
/** The body that made a sandbox leads to its keys. */
export type SavedSandboxes = Readonly<Record<string, SandboxKeys>>

/** Null if the file is not what we have written. A person may edit it, and a broken disk may too. */
export function readSavedSandboxes(file: string): SavedSandboxes | null {
  if (!existsSync(file)) return {}
  const saved = parsed(readFileSync(file, 'utf8'))
  if (typeof saved !== 'object' || saved === null || Array.isArray(saved)) return null
  const isComplete = Object.values(saved as Partial<Record<string, Partial<SandboxKeys>>>).every(
    (keys) => typeof keys?.id === 'string' && typeof keys.owner === 'string' && typeof keys.observe === 'string',
  )
  return isComplete ? (saved as SavedSandboxes) : null
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
