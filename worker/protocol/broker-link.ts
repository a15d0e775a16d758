// The edge's line to the broker of one connection: a hibernating socket to the object for as long as the client is connected. The object
// refuses it when the broker is down, closes it when the broker goes down or the key is revoked, and may sleep in between. When it breaks for
// any other reason (the object moved, or was started anew with other code) it is mended, and the client notices nothing.
import type { SandboxRpc } from '../../durable/shell/rpc.ts'
import type { ToEdge, ToObject } from '../../schema/broker-line.ts'
import type { Principal } from '../keys/principal.ts'
import { sandboxStub } from '../sandbox-stub.ts'
import type { BrokerLine, LineListener } from './broker-line.ts'
import type { WireDoor } from './wire-client.ts'

/** There is nobody to connect to: the broker is down, the sandbox is gone, the key revoked, or there are too many connections. */
export class BrokerRefusedError extends Error {
  override readonly name = 'BrokerRefusedError'
  /** The object's own answer: which of these it is. */
  readonly status: number

  constructor(message: string, status: number) {
    super(message)
    this.status = status
  }
}

/** Codes from here on are the object's own: it means to end the connection. Below are those of a line that broke. */
const FIRST_OWN_CLOSE_CODE = 4000
const CLOSE_NORMAL = 1000
/** An object that starts anew is there within moments; one that is not after all of these is out of order, and the client is better told. */
const MENDING_DELAYS_MS = [0, 250, 1_000, 4_000]

type Ends = Pick<WireDoor, 'env' | 'sandbox' | 'principal' | 'brokerId'>

type Line = { readonly socket: WebSocket; readonly connectionId: string }

const NOBODY: LineListener = { onNews: () => undefined, onReset: () => undefined, onEnd: () => undefined }

export class BrokerLink implements BrokerLine {
  #ends: Ends
  /** Settled when the object has ended the line. */
  readonly ended: Promise<void>
  #line: Line
  #listener = NOBODY
  #isOver = false
  #end: () => void = () => undefined

  private constructor(ends: Ends, line: Line) {
    this.#ends = ends
    this.#line = line
    this.ended = new Promise((resolve) => {
      this.#end = resolve
    })
    this.#use(line)
  }

  get connectionId(): string {
    return this.#line.connectionId
  }

  static async open(ends: Ends): Promise<BrokerLink> {
    return new BrokerLink(ends, await connect(ends))
  }

  say(message: ToObject): void {
    const { socket } = this.#line
    if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message))
  }

  listen(listener: LineListener): void {
    this.#listener = listener
  }

  async enter(principal: Principal): Promise<SandboxRpc> {
    const sandbox = sandboxStub(this.#ends.env, principal.sandboxId)
    const ends = { ...this.#ends, sandbox, principal }
    const line = await connect(ends)
    const { socket: before } = this.#line
    this.#ends = ends
    this.#use(line)
    before.close(CLOSE_NORMAL, 'done')
    this.#listener.onReset()
    return sandbox
  }

  close(): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#listener.onEnd()
    const { socket } = this.#line
    if (socket.readyState === WebSocket.OPEN) socket.close(CLOSE_NORMAL, 'done')
  }

  #use(line: Line): void {
    this.#line = line
    const { socket } = line
    socket.addEventListener('message', ({ data }) => {
      if (this.#line === line && !this.#isOver) this.#listener.onNews(JSON.parse(String(data)) as ToEdge)
    })
    socket.addEventListener('close', ({ code }) => this.#onGone(line, code >= FIRST_OWN_CLOSE_CODE))
    socket.addEventListener('error', () => this.#onGone(line, false))
  }

  /** A socket that breaks may say so twice. */
  #onGone(line: Line, isMeant: boolean): void {
    if (this.#isOver || this.#line !== line || this.#isMending) return
    if (isMeant) this.#stop()
    else void this.#mend()
  }

  #isMending = false

  async #mend(): Promise<void> {
    this.#isMending = true
    // Whoever waits asks the object by another way, and learns there how things are.
    this.#listener.onReset()
    const line = await this.#connectAgain()
    this.#isMending = false
    if (line === null || this.#isOver) {
      line?.socket.close(CLOSE_NORMAL, 'done')
      return this.#stop()
    }
    this.#use(line)
    this.#listener.onReset()
  }

  async #connectAgain(): Promise<Line | null> {
    for (const delayMs of MENDING_DELAYS_MS) {
      await new Promise((resolve) => setTimeout(resolve, delayMs))
      if (this.#isOver) return null
      try {
        return await connect(this.#ends)
      } catch (cause) {
        if (cause instanceof BrokerRefusedError) return null
      }
    }
    return null
  }

  #stop(): void {
    if (!this.#isOver) this.#listener.onEnd()
    this.#isOver = true
    this.#end()
  }
}

/** Throws BrokerRefusedError. */
async function connect({ sandbox, principal, brokerId }: Ends): Promise<Line> {
  const connectionId = crypto.randomUUID()
  const query = new URLSearchParams({ keyId: principal.keyId, broker: String(brokerId), connection: connectionId })
  const upgrade = new Request(`https://object/kafka?${query.toString()}`, { headers: { Upgrade: 'websocket' } })
  const response = await sandbox.fetch(upgrade)
  const socket = response.webSocket
  if (socket === null) throw new BrokerRefusedError(await response.text(), response.status)
  socket.accept()
  return { socket, connectionId }
}
