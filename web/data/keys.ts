// The keys of the sandboxes that this browser has opened. A key is a capability: whoever has it may do what it allows. It stays in this
// browser's storage and goes to the API in a header; it never stands in an address that is shown. The owner's key and a lesser one
// are kept apart: who opens a link to look at a sandbox of their own does not lose it, and can pass the harmless key on.
const OWNER_PREFIX = 'samsa.key.'
const OTHER_PREFIX = 'samsa.otherKey.'

export function rememberKey(sandboxId: string, key: string): void {
  localStorage.setItem((isOwnerKey(key) ? OWNER_PREFIX : OTHER_PREFIX) + sandboxId, key)
}

/** The key that may do most. */
export function keyOf(sandboxId: string): string | null {
  return localStorage.getItem(OWNER_PREFIX + sandboxId) ?? localStorage.getItem(OTHER_PREFIX + sandboxId)
}

/** A key that only looks, so that it may be passed on; null when this browser has none. */
export function lookKeyOf(sandboxId: string): string | null {
  const key = localStorage.getItem(OTHER_PREFIX + sandboxId)
  return key?.startsWith('samsa_obs_') === true ? key : null
}

/** Forgets a key that is refused; another one of the same sandbox stays. */
export function forgetKey(sandboxId: string, key: string): void {
  for (const prefix of [OWNER_PREFIX, OTHER_PREFIX]) {
    if (localStorage.getItem(prefix + sandboxId) === key) localStorage.removeItem(prefix + sandboxId)
  }
}

/** Only the owner's key may change the cluster. The word in front says what a key is for (worker/keys/signed-key.ts). */
export function isOwnerKey(key: string | null): boolean {
  return key?.startsWith('samsa_own_') ?? false
}
