// The name of content: its SHA-256 as 43 characters of URL-safe base64.

const HASH = /^[A-Za-z0-9_-]{43}$/

export function isContentHash(text: string): boolean {
  return HASH.test(text)
}

export async function contentHash(bytes: Uint8Array): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', owned(bytes)))
  return btoa(String.fromCharCode(...digest))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '')
}

/** What Web APIs take as bytes: never memory that is shared. A view of ordinary memory is handed over as it is. */
export function owned(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return bytes.buffer instanceof ArrayBuffer ? (bytes as Uint8Array<ArrayBuffer>) : new Uint8Array(bytes)
}
