// Where a client reaches the brokers, as its bridge says it in the query of the WebSocket: `advertised=1@localhost:9092`, once a broker.
import { MAX_BROKERS } from '../../schema/limits.ts'
import { badRequest } from '../http/rest-error.ts'
import type { BrokerAddress } from './wire-client.ts'

const ADVERTISED = /^(\d{1,4})@([A-Za-z0-9._:[\]-]{1,255}):(\d{1,5})$/

/** Throws RestError 400 for what is no address. */
export function advertisedAddresses(query: URLSearchParams): BrokerAddress[] {
  const given = query.getAll('advertised')
  if (given.length > MAX_BROKERS) throw badRequest(`A cluster has at most ${MAX_BROKERS} brokers.`)
  return given.map((text) => {
    const [, brokerId, host = '', port] = ADVERTISED.exec(text) ?? []
    if (brokerId === undefined || Number(port) > 65_535) throw badRequest('advertised is <broker>@<host>:<port>.')
    return { brokerId: Number(brokerId), host: host.replace(/^\[(.*)\]$/, '$1'), port: Number(port) }
  })
}
