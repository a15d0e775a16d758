// Finds out whether a port can be had before workerd asks for it, because workerd's own refusal names no way out.

import { createServer } from 'node:net'

/** An npm start that was just killed needs a moment until its port is free again. */
const WAIT_FOR_FREE_PORT_MS = 2000
const RETRY_MS = 50

export type WantedPort = {
  readonly host: string
  readonly port: number
  /** What to set for another one, such as PORT=8788. */
  readonly otherwise: string
  readonly waitMs?: number
}

/** Resolves to null when the address can be listened on, or to one line for a person that says why not. */
export async function waitForFreePort(wanted: WantedPort): Promise<string | null> {
  const { host, port, otherwise, waitMs = WAIT_FOR_FREE_PORT_MS } = wanted
  const deadlineMs = Date.now() + waitMs
  for (;;) {
    const code = await tryToListen(host, port)
    if (code === null) return null
    if (code !== 'EADDRINUSE') return explain(code, wanted)
    if (Date.now() >= deadlineMs) return `Port ${port} is already in use. Choose another one: ${otherwise} npm start`
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS))
  }
}

function tryToListen(host: string, port: number): Promise<string | null> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(null)))
  })
}

function explain(code: string, { host, port, otherwise }: WantedPort): string {
  switch (code) {
    case 'EACCES':
      return `Port ${port} needs more rights than this user has. Choose another one: ${otherwise} npm start`
    case 'EADDRNOTAVAIL':
      return `HOST ${host} is not an address of this machine.`
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `HOST ${host} is not a known name.`
    default:
      return `Cannot listen on ${host}, port ${port}: ${code}.`
  }
}
