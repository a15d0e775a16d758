// A proxy as companies have them: it opens connections for those who ask with CONNECT, and does nothing else. Whatever is asked for, it connects to
// one port of this machine, so that names can be asked for which do not exist.

import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import { connect, type AddressInfo, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'

export type ConnectProxy = {
  readonly url: string
  /** What it was asked to connect to, once for each connection. */
  readonly asked: readonly string[]
}

export async function connectProxy(port: number): Promise<ConnectProxy> {
  const asked: string[] = []
  const sockets = new Set<Socket>()
  const server = createServer((_, answer) => void answer.writeHead(405).end())
  server.on('connect', ({ url = '' }: IncomingMessage, socket: Socket, head: Buffer) => {
    asked.push(url)
    const upstream = connect(port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
      upstream.write(head)
      upstream.pipe(socket).pipe(upstream)
    })
    for (const [end, other] of [
      [socket, upstream],
      [upstream, socket],
    ] as const) {
      sockets.add(end)
      end.on('error', () => other.destroy()).on('close', () => other.destroy())
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.close()
    for (const socket of sockets) socket.destroy()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked }
}
