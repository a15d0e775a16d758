// What a key may do. Each endpoint names the one scope it asks for; this table says which scopes answer to it.

/** In the order of their bits inside a signed key: append only. */
export const SCOPES = ['admin', 'produce', 'consume', 'observe'] as const

export type Scope = (typeof SCOPES)[number]

/** What an endpoint asks for; `any` is a key of the sandbox whatever it allows, for an endpoint that looks closer by itself. */
export type WantedScope = Scope | 'any'

/**
 * What holding a scope allows.
 *
 * - `admin`: everything, deletion and keys included.
 * - `produce`: writing records, and nothing that shows what others wrote.
 * - `consume`: being a member of groups and committing, and all that `observe` shows.
 * - `observe`: reading only (topics, configs, offsets, records, events). Publishable, for pages that embed a sandbox: it never writes.
 */
const ALLOWS: Readonly<Record<Scope, readonly Scope[]>> = {
  admin: ['admin', 'produce', 'consume', 'observe'],
  produce: ['produce'],
  consume: ['consume', 'observe'],
  observe: ['observe'],
}

/** True when one of the held scopes allows what the wanted scope stands for. */
export function allows(held: readonly Scope[], wanted: WantedScope): boolean {
  if (wanted === 'any') return held.length > 0
  return held.some((scope) => ALLOWS[scope].includes(wanted))
}
