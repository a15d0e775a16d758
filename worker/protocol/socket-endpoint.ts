// GET /v1/sandboxes/{id}/brokers/{b}/kafka: Kafka's binary protocol through a WebSocket, one request frame a message, for clients that cannot
// come by TCP: `samsa connect` is one. A message is a frame with its size in front, as on TCP, or without it; the first one decides which.
import { CONFIRMED_FLOW_PROTOCOL } from '../../schema/kafka/protocol/confirmed-flow.ts'
import { endpoint } from '../http/endpoint.ts'
import type { Endpoint } from '../http/endpoint.ts'
import { RestError } from '../http/rest-error.ts'
import { integerParameter } from '../http/path-parameters.ts'
import { unauthorized } from '../keys/principal.ts'
import { SocketDoor } from './socket-door.ts'
import { BrokerRefusedError } from './broker-link.ts'
import { advertisedAddresses } from './advertised.ts'

const openBroker = endpoint({
  method: 'GET',
  path: '/v1/sandboxes/:sandbox_id/brokers/:broker_id/kafka',
  tag: 'Brokers',
  summary: "Open a connection of Kafka's binary protocol",
  description:
    'A WebSocket that carries request and response frames of the Kafka protocol, one a message; see docs/kafka-clients.md. ' +
    '`advertised=<broker>@<host>:<port>`, once for each broker, says where the client reaches them.',
  scope: 'any',
  responses: { 101: { description: 'The connection to the broker is open.' } },
  async handle({ env, request, sandbox, principal, params, waitUntil }) {
    if (request.headers.get('Upgrade')?.toLowerCase() !== 'websocket') throw upgradeRequired()
    const brokerId = integerParameter(params.broker_id)
    const advertised = advertisedAddresses(new URL(request.url).searchParams)
    const clientHost = `/${request.headers.get('CF-Connecting-IP') ?? '127.0.0.1'}`
    try {
      const door = await SocketDoor.open({ env, sandbox, principal, brokerId, clientHost, advertised }, offersConfirmedFlow(request))
      waitUntil(door.ended)
      return door.response
    } catch (cause) {
      if (cause instanceof BrokerRefusedError) throw brokerRefused(cause)
      throw cause
    }
  },
})

function offersConfirmedFlow(request: Request): boolean {
  const offered = request.headers.get('Sec-WebSocket-Protocol')?.split(',') ?? []
  return offered.some((protocol) => protocol.trim() === CONFIRMED_FLOW_PROTOCOL)
}

function upgradeRequired(): RestError {
  const message = 'This is a WebSocket: upgrade.'
  return new RestError({ status: 426, code: 'UPGRADE_REQUIRED', message, headers: { Upgrade: 'websocket' } })
}

/** Whoever comes again and again has to know whether that may help. */
function brokerRefused({ message, status }: BrokerRefusedError): RestError {
  if (status === 404) return new RestError({ status, code: 'NOT_FOUND', message })
  if (status === 401) return unauthorized(message)
  if (status === 429) return new RestError({ status, code: 'TOO_MANY_REQUESTS', message, retriable: true })
  return new RestError({ status: 503, code: 'BROKER_NOT_AVAILABLE', message, retriable: true })
}

export const brokerSocketEndpoints: readonly Endpoint[] = [openBroker]
