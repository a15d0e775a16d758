// GET /v1/sandboxes/{id}/socket: the JSON socket. The key is checked here, before the upgrade; the object gets what the key may do.
import { endpoint } from '../http/endpoint.ts'
import type { Endpoint } from '../http/endpoint.ts'
import { RestError } from '../http/rest-error.ts'
import { allows } from '../keys/scopes.ts'
import { SOCKET_PROTOCOL } from '../keys/presented-key.ts'

const openSocket = endpoint({
  method: 'GET',
  path: '/v1/sandboxes/:sandbox_id/socket',
  tag: 'Records',
  summary: 'Open the JSON socket',
  description:
    'A WebSocket that produces and subscribes with permits; see docs/socket.md. Browsers give the key as `?key=` or as a subprotocol.',
  scope: 'any',
  responses: { 101: { description: 'The socket is open.' } },
  async handle({ request, sandbox, caller, principal }) {
    if (request.headers.get('Upgrade')?.toLowerCase() !== 'websocket') throw upgradeRequired()
    const query = new URLSearchParams({ keyId: caller.keyId, prefix: principal.topicPrefix ?? '' })
    if (allows(principal.scopes, 'produce')) query.set('produce', '1')
    if (allows(principal.scopes, 'observe')) query.set('read', '1')
    if (allows(principal.scopes, 'consume')) query.set('consume', '1')
    const upgrade = new Request(`https://object/socket?${query.toString()}`, { headers: { Upgrade: 'websocket' } })
    const response = await sandbox.fetch(upgrade)
    if (response.status !== 101) throw await refused(response)
    return accepted(response, request)
  },
})

/** A browser that offered a subprotocol gives up unless one of those it offered is chosen. */
function accepted(response: Response, request: Request): Response {
  const offered = request.headers.get('Sec-WebSocket-Protocol')
  if (offered === null) return response
  const headers = offered.split(',').some((protocol) => protocol.trim() === SOCKET_PROTOCOL)
    ? { 'Sec-WebSocket-Protocol': SOCKET_PROTOCOL }
    : {}
  return new Response(null, { status: 101, webSocket: response.webSocket, headers })
}

function upgradeRequired(): RestError {
  return new RestError({
    status: 426,
    code: 'UPGRADE_REQUIRED',
    message: 'This is a WebSocket: upgrade.',
    headers: { Upgrade: 'websocket' },
  })
}

async function refused(response: Response): Promise<RestError> {
  const code = response.status === 404 ? 'NOT_FOUND' : response.status === 401 ? 'UNAUTHORIZED' : 'TOO_MANY_REQUESTS'
  return new RestError({ status: response.status, code, message: await response.text(), retriable: response.status === 429 })
}

export const socketEndpoints: readonly Endpoint[] = [openSocket]
