// Where a key may stand in a request.
//
//   Authorization: Bearer <key>
//   Authorization: Basic base64(<key id>:<key>)     the habit of Confluent's clients; the key alone as password also works
//   ?key=<key>                                      for browsers' EventSource and for links
//   Sec-WebSocket-Protocol: samsa.key.<key>         for browsers' WebSocket, which can send no other header

export type PresentedKey = {
  readonly key: string
  /** The user name of Basic, which then has to be the id of this key; null when none was named. */
  readonly keyId: string | null
}

/** A subprotocol of this form carries a key. The server must not choose it in its answer: it would repeat the key. */
export const KEY_SUBPROTOCOL_PREFIX = 'samsa.key.'

/** The subprotocol that the JSON socket speaks; a browser that offers its key as one offers this beside it. */
export const SOCKET_PROTOCOL = 'samsa.v1'

/** The key of a request, or null. Nothing about it has been checked. The header wins over the query, and that over the subprotocol. */
export function presentedKey(request: Request): PresentedKey | null {
  const authorization = request.headers.get('Authorization')
  if (authorization !== null) return fromAuthorization(authorization)
  const url = request.url
  // Parsing the URL costs more than the rest of this function, and nearly no request has its key there.
  const fromQuery = url.includes('key=') ? new URL(url).searchParams.get('key') : null
  return fromQuery === null ? fromSubprotocol(request.headers.get('Sec-WebSocket-Protocol')) : { key: fromQuery, keyId: null }
}

function fromAuthorization(header: string): PresentedKey | null {
  const space = header.indexOf(' ')
  const scheme = header.slice(0, space).toLowerCase()
  const credentials = header.slice(space + 1).trim()
  if (scheme === 'bearer') return { key: credentials, keyId: null }
  return scheme === 'basic' ? fromBasic(credentials) : null
}

function fromBasic(credentials: string): PresentedKey | null {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(credentials) || credentials.replaceAll('=', '').length % 4 === 1) return null
  const text = atob(credentials)
  const colon = text.indexOf(':')
  if (colon < 0) return null
  return { key: text.slice(colon + 1), keyId: colon === 0 ? null : text.slice(0, colon) }
}

function fromSubprotocol(header: string | null): PresentedKey | null {
  const offered = header?.split(',').map((name) => name.trim()) ?? []
  const protocol = offered.find((name) => name.startsWith(KEY_SUBPROTOCOL_PREFIX))
  return protocol === undefined ? null : { key: protocol.slice(KEY_SUBPROTOCOL_PREFIX.length), keyId: null }
}
