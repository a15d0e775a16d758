// The bridge between real TCP sockets and a WebSocket server that the test plays: frames both ways, who waits for whom, and how it ends.

import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import { connect, type AddressInfo, type Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { WebSocketServer, type WebSocket } from 'ws'
import { CONFIRMED_FLOW_PROTOCOL, flowBytes } from '../../schema/kafka/protocol/confirmed-flow.ts'
import { BRIDGE_WINDOW_BYTES, MAX_KAFKA_FRAME_BYTES } from '../../schema/protocol-limits.ts'
import { Bridge, type BridgeOptions } from './bridge.ts'
import type { Refusal } from './bridged-connection.ts'

/** The edge as the bridge sees it. */
class TestEdge {
  readonly http: Server = createServer()
  readonly #webSockets = new WebSocketServer({ noServer: true, handleProtocols: () => CONFIRMED_FLOW_PROTOCOL })
  /** What the next upgrade is answered with instead. */
  refusal: { status: number; body: string } | null = null
  readonly requests: IncomingMessage[] = []
  readonly frames: Buffer[] = []
  readonly texts: string[] = []
  webSocket: WebSocket | null = null
  #changed: (() => void) | null = null

  constructor() {
    this.http.on('upgrade', (request, socket, head) => {
      this.requests.push(request)
      if (this.refusal !== null) {
        const { status, body } = this.refusal
        socket.end(`HTTP/1.1 ${status} No\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`)
        return
      }
      this.#webSockets.handleUpgrade(request, socket, head, (webSocket) => this.#accept(webSocket))
    })
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.http.address() as AddressInfo).port}`
  }

  send(message: Buffer | string): void {
    this.webSocket?.send(message)
  }

  async until(isSo: () => boolean): Promise<void> {
    while (!isSo()) {
      await new Promise<void>((resolve) => {
        this.#changed = resolve
      })
    }
  }

  change(): void {
    this.#changed?.()
  }

  #accept(webSocket: WebSocket): void {
    this.webSocket = webSocket
    webSocket.on('message', (data: Buffer, isBinary) => {
      if (isBinary) this.frames.push(data)
      else this.texts.push(data.toString())
      this.change()
    })
    webSocket.on('close', () => this.change())
    this.change()
  }
}

let edge: TestEdge
let bridge: Bridge
let connected: number[]
let refused: [number, Refusal][]

beforeEach(async () => {
  edge = new TestEdge()
  edge.http.listen(0, '127.0.0.1')
  await once(edge.http, 'listening')
  connected = []
  refused = []
  bridge = await Bridge.listen(options())
})

afterEach(() => {
  bridge.close()
  edge.http.close()
})

function options(change: Partial<BridgeOptions> = {}): BridgeOptions {
  return {
    sandbox: { origin: edge.origin, sandboxId: 'fVUmMUm1joembJIzxiYJTA', key: 'samsa_own_x' },
    agent: undefined,
    host: '127.0.0.1',
    brokers: [
      { brokerId: 1, port: 0 },
      { brokerId: 7, port: 0 },
    ],
    advertisedHost: null,
    onConnected: (brokerId) => {
      connected.push(brokerId)
      edge.change()
    },
    onRefused: (brokerId, refusal) => void refused.push([brokerId, refusal]),
    ...change,
  }
}

/** A Kafka client of the second broker, connected through. */
async function client(): Promise<Socket> {
  const socket = connect(bridge.brokers[1]!.port, '127.0.0.1')
  await once(socket, 'connect')
  await edge.until(() => edge.webSocket !== null)
  return socket
}

/** How a connection ends: the code of its error, or null when it ended in order. */
function endOf(socket: Socket): Promise<string | null> {
  let code: string | null = null
  socket.on('error', (error: NodeJS.ErrnoException) => (code = error.code ?? error.message))
  socket.resume()
  return new Promise((resolve) => void socket.once('close', () => resolve(code)))
}

function sized(frame: Buffer): Buffer {
  const size = Buffer.alloc(4)
  size.writeInt32BE(frame.length)
  return Buffer.concat([size, frame])
}

describe('a connection', () => {
  it('opens a WebSocket to its broker, with the key, and says where clients reach the brokers', async () => {
    await client()
    const [{ url = '', headers }] = edge.requests as [IncomingMessage]
    const { pathname, searchParams } = new URL(url, edge.origin)
    expect(pathname).toBe('/v1/sandboxes/fVUmMUm1joembJIzxiYJTA/brokers/7/kafka')
    expect(searchParams.getAll('advertised')).toEqual(bridge.brokers.map(({ brokerId, port }) => `${brokerId}@127.0.0.1:${port}`))
    expect(headers.authorization).toBe('Bearer samsa_own_x')
    await edge.until(() => connected.length > 0)
    expect(connected).toEqual([7])
  })

  it('tells clients another host when it was told one', async () => {
    bridge.close()
    bridge = await Bridge.listen(options({ advertisedHost: 'kafka.lan' }))
    await client()
    const { searchParams } = new URL(edge.requests[0]!.url!, edge.origin)
    expect(searchParams.get('advertised')).toBe(`1@kafka.lan:${bridge.brokers[0]!.port}`)
  })

  it('carries requests as frames, however they are cut, and answers with their sizes', async () => {
    const socket = await client()
    const bytes = Buffer.concat([sized(Buffer.from('first')), sized(Buffer.from('second')), sized(Buffer.alloc(0))])
    for (const byte of bytes) socket.write(Buffer.from([byte]))
    await edge.until(() => edge.frames.length === 3)
    expect(edge.frames.map(String)).toEqual(['first', 'second', ''])
    edge.send(Buffer.from('answer'))
    const [answer] = (await once(socket, 'data')) as [Buffer]
    expect(answer).toEqual(sized(Buffer.from('answer')))
  })

  it('takes what was sent before the broker has answered', async () => {
    const socket = connect(bridge.brokers[0]!.port, '127.0.0.1')
    socket.write(sized(Buffer.from('early')))
    await edge.until(() => edge.frames.length === 1)
    expect(edge.frames.map(String)).toEqual(['early'])
  })
})

describe('who waits for whom', () => {
  it('a client that sends is read only as far as the edge takes it', async () => {
    const socket = await client()
    const frame = Buffer.alloc(BRIDGE_WINDOW_BYTES / 8 - 1024, 1)
    for (let count = 0; count < 40; count++) socket.write(sized(frame))
    await edge.until(() => edge.frames.length === 9)
    // A tenth can have come only if it was read in one piece with the ninth: the next confirmation lets some more through, and not all.
    edge.send(`taken ${flowBytes(frame.length) * 4}`)
    await edge.until(() => edge.frames.length >= 13)
    expect(edge.frames.length).toBeLessThan(16)
    const isAllSent = once(socket, 'drain')
    while (edge.frames.length < 40) {
      edge.send(`taken ${flowBytes(frame.length) * edge.frames.length}`)
      const had = edge.frames.length
      await edge.until(() => edge.frames.length > had)
    }
    await isAllSent
  })

  it('answers are confirmed when the client has them, and not before', async () => {
    const socket = await client()
    socket.pause()
    const answer = Buffer.alloc(BRIDGE_WINDOW_BYTES / 2)
    for (let count = 0; count < 8; count++) edge.send(answer)
    // As much as the buffers of the two ends of the TCP connection hold may count as taken.
    edge.webSocket?.ping()
    await once(edge.webSocket!, 'pong')
    const confirmedAtMost = 8 * flowBytes(answer.length)
    expect(edge.texts.every((text) => Number(text.replace('taken ', '')) < confirmedAtMost)).toBe(true)
    socket.resume()
    await edge.until(() => edge.texts.includes(`taken ${confirmedAtMost}`))
  })

  it('an edge that confirms what it was not sent is not trusted', async () => {
    const socket = await client()
    edge.send('taken 1')
    expect(await endOf(socket)).toBeNull()
  })
})

describe('the end', () => {
  it('of the client is that of the WebSocket', async () => {
    const socket = await client()
    socket.write(sized(Buffer.from('last words')))
    socket.end()
    const [code] = (await once(edge.webSocket!, 'close')) as [number]
    expect(code).toBe(1000)
    expect(edge.frames.map(String)).toEqual(['last words'])
  })

  it('in order gives the client what was answered before', async () => {
    const socket = await client()
    edge.send(Buffer.from('goodbye'))
    edge.webSocket?.close(1000)
    const [answer] = (await once(socket, 'data')) as [Buffer]
    expect(String(answer.subarray(4))).toBe('goodbye')
    expect(await endOf(socket)).toBeNull()
  })

  it('of a broker that went down, or of the line, closes the connection', async () => {
    const down = await client()
    edge.webSocket?.close(4503)
    expect(await endOf(down)).toBeNull()
    edge.webSocket = null
    const cut = await client()
    edge.webSocket!.terminate()
    expect(await endOf(cut)).toBeNull()
  })

  it('is at once for a frame of a size that none has', async () => {
    for (const size of [-1, MAX_KAFKA_FRAME_BYTES + 1]) {
      edge.webSocket = null
      const socket = await client()
      const bytes = Buffer.alloc(8)
      bytes.writeInt32BE(size)
      socket.write(bytes)
      await endOf(socket)
      expect(edge.frames).toEqual([])
    }
  })

  it('of the bridge is that of all its connections', async () => {
    const socket = await client()
    bridge.close()
    await endOf(socket)
    await edge.until(() => edge.webSocket!.readyState === edge.webSocket!.CLOSED)
  })
})

describe('a broker that is not there', () => {
  it('refuses with a reset, and the reason is told', async () => {
    edge.refusal = { status: 503, body: '{"code":"BROKER_NOT_AVAILABLE","detail":"The broker is down."}' }
    expect(await endOf(connect(bridge.brokers[1]!.port, '127.0.0.1'))).toBe('ECONNRESET')
    expect(refused).toEqual([[7, { status: 503, reason: 'The broker is down.' }]])
    expect(connected).toEqual([])
  })

  it('whose server is gone is the same', async () => {
    edge.http.close()
    expect(await endOf(connect(bridge.brokers[0]!.port, '127.0.0.1'))).toBe('ECONNRESET')
    expect(refused).toEqual([[1, { status: null, reason: expect.stringContaining('ECONNREFUSED') }]])
  })

  it('says nothing of a client that went away while it waited', async () => {
    const stalled = createServer()
    stalled.on('upgrade', () => undefined)
    stalled.listen(0, '127.0.0.1')
    await once(stalled, 'listening')
    bridge.close()
    const origin = `http://127.0.0.1:${(stalled.address() as AddressInfo).port}`
    bridge = await Bridge.listen(options({ sandbox: { origin, sandboxId: 'x', key: 'y' } }))
    const upgrade = once(stalled, 'upgrade') as Promise<[IncomingMessage]>
    const socket = connect(bridge.brokers[0]!.port, '127.0.0.1')
    const [{ socket: waiting }] = await upgrade
    const gone = once(waiting.resume(), 'end')
    socket.destroy()
    await gone
    expect(refused).toEqual([])
    stalled.close()
  })
})

describe('a port that is taken', () => {
  it('is named, and no other port stays taken', async () => {
    const { port } = bridge.brokers[0]!
    const free = await Bridge.listen(options())
    const again = free.brokers[0]!.port
    free.close()
    const brokers = [
      { brokerId: 1, port: again },
      { brokerId: 2, port },
    ]
    await expect(Bridge.listen(options({ brokers }))).rejects.toMatchObject({ name: 'ListenError', port, code: 'EADDRINUSE' })
    const third = await Bridge.listen(options({ brokers: [{ brokerId: 1, port: again }] }))
    third.close()
  })
})
