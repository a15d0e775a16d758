// The keys of the sandboxes that this browser has opened. A key is a capability: whoever has it may do what it allows. It stays in this
// browser's storage and goes to the API in a header; it never stands in an address that is shown.
const PREFIX = 'samsa.key.'

export function rememberKey(sandboxId: string, key: string): void {
  localStorage.setItem(PREFIX + sandboxId, key)
}

export function keyOf(sandboxId: string): string | null {
  return localStorage.getItem(PREFIX + sandboxId)
}

export function forgetKey(sandboxId: string): void {
  localStorage.removeItem(PREFIX + sandboxId)
}

/** Only the owner's key may change the cluster. The word in front says what a key is for (worker/keys/signed-key.ts). */
export function isOwnerKey(key: string | null): boolean {
  return key?.startsWith('samsa_own_') ?? false
}
