// The proxy between this machine and the server, as the environment names it: HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY, in either case.
// Everything goes through CONNECT, plain HTTP too, because a WebSocket has no other way through a proxy.

import type { Agent } from 'node:http'
import { isIP } from 'node:net'
import { HttpsProxyAgent } from 'https-proxy-agent'

export type Environment = Readonly<Record<string, string | undefined>>

/** The way to a server, for requests and WebSockets; undefined where there is no proxy. Throws TypeError when the proxy's address is none. */
export function proxyAgent(origin: string, environment: Environment): Agent | undefined {
  const proxy = proxyOf(new URL(origin), environment)
  return proxy === null ? undefined : new HttpsProxyAgent(proxy)
}

/** The address of the proxy for a server, or null. */
export function proxyOf({ protocol, hostname, port }: URL, environment: Environment): string | null {
  const isSecure = protocol === 'https:'
  const proxy = variable(environment, isSecure ? 'https_proxy' : 'http_proxy') ?? variable(environment, 'all_proxy')
  const host = hostname.replace(/^\[(.*)\]$/, '$1').toLowerCase()
  // As curl's and Go's users expect it: what runs on this machine is not asked for elsewhere.
  if (proxy === null || isLoopback(host)) return null
  const exceptions =
    variable(environment, 'no_proxy')
      ?.toLowerCase()
      .split(/[\s,]+/) ?? []
  const isExcepted = exceptions.some((exception) => matches(exception, host, port || (isSecure ? '443' : '80')))
  return isExcepted ? null : proxy.includes('://') ? proxy : `http://${proxy}`
}

function variable(environment: Environment, name: string): string | null {
  return environment[name] || environment[name.toUpperCase()] || null
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'))
}

/** `example.com` and `.example.com` stand for the name and everything below it; a port may follow; `*` is everything. */
function matches(exception: string, host: string, port: string): boolean {
  const [, name = '', , wantedPort] = /^(.*?)(:(\d+))?$/.exec(exception) ?? []
  if (name === '*') return true
  if (name === '' || (wantedPort !== undefined && wantedPort !== port)) return false
  const domain = name.replace(/^\*?\./, '')
  return host === domain || host.endsWith(`.${domain}`)
}
