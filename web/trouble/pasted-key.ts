// What somebody pastes to get into a sandbox: a whole link, or a key alone. A key says itself which sandbox it is for.
import { KEY_TEXT, KEY_VERSION, SANDBOX_ID_BYTES } from '../../schema/api/key-layout.ts'
import { parseAddress } from '../app/route.ts'

export type Pasted = { readonly sandboxId: string; readonly key: string }

/** Null for what is neither a key nor a link with one. */
export function parsePasted(text: string): Pasted | null {
  const trimmed = text.trim()
  const key = keyOfLink(trimmed) ?? trimmed
  const sandboxId = sandboxOfKey(key)
  return sandboxId === null ? null : { sandboxId, key }
}

function keyOfLink(text: string): string | null {
  const url = URL.parse(text)
  if (url === null || parseAddress(url.pathname).route.page !== 'sandbox') return null
  const fragment = new URLSearchParams(url.hash.slice(1))
  return fragment.get('k') ?? fragment.get('key')
}

function sandboxOfKey(key: string): string | null {
  const [, , encoded] = KEY_TEXT.exec(key) ?? []
  if (encoded === undefined || encoded.length % 4 === 1) return null
  const bytes = Uint8Array.from(atob(encoded.replaceAll('-', '+').replaceAll('_', '/')), (character) => character.charCodeAt(0))
  const id = bytes.subarray(1, 1 + SANDBOX_ID_BYTES)
  if (bytes[0] !== KEY_VERSION || id.length < SANDBOX_ID_BYTES) return null
  return btoa(String.fromCharCode(...id))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
}
