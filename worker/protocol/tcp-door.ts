// Kafka clients by TCP, as workerd hands their connections to us: a port for each broker of the ready sandbox. Only self-hosted, because
// Cloudflare takes no TCP from outside; there the WebSocket is the door (socket-door.ts) and a bridge on the client's machine has the ports.
import { WorkerEntrypoint } from 'cloudflare:workers'
import { FrameCutter } from '../../schema/kafka/protocol/frame-cutter.ts'
import { MAX_KAFKA_FRAME_BYTES } from '../../schema/limits.ts'
import type { Env } from '../env.ts'
import { sandboxStub } from '../sandbox-stub.ts'
import { BrokerLink, BrokerRefusedError } from './broker-link.ts'
import { Connection } from './connection.ts'
import { isOrdinaryEnd, logBrokenConnection } from './connection-end.ts'
import { readyPrincipal } from './ready-sandbox.ts'
import { WireClient } from './wire-client.ts'
import type { BrokerAddress, WireDoor } from './wire-client.ts'

/** What cli/local/workerd-config.ts says of a port. */
type PortProps = { readonly brokerId: number; readonly advertised: readonly BrokerAddress[] }

export class KafkaDoor extends WorkerEntrypoint<Env, PortProps> {
  override async connect(socket: Socket): Promise<void> {
    try {
      const door = await this.#door(socket)
      if (door !== null) await serve(socket, door)
    } catch (cause) {
      if (!(cause instanceof BrokerRefusedError) && !isOrdinaryEnd(cause)) logBrokenConnection(cause)
    } finally {
      await socket.close().catch(() => undefined)
    }
  }

  async #door(socket: Socket): Promise<WireDoor | null> {
    const [{ remoteAddress = '' }, principal] = await Promise.all([socket.opened, readyPrincipal(this.env)])
    if (principal === null) return null
    const clientHost = `/${remoteAddress.slice(0, remoteAddress.lastIndexOf(':'))}`
    return { ...this.ctx.props, sandbox: sandboxStub(this.env, principal.sandboxId), principal, clientHost }
  }
}

async function serve(socket: Socket, door: WireDoor): Promise<void> {
  const link = await BrokerLink.open(door)
  const reader = socket.readable.getReader() as Reader
  const writer = socket.writable.getWriter() as WritableStreamDefaultWriter<Uint8Array>
  // A broker that goes down takes its connections with it, also those that are silent.
  void link.ended.then(() => socket.close()).catch(() => undefined)
  try {
    const connection = new Connection(new WireClient(door, link.connectionId), { send: (frame) => writer.write(frame) })
    const cutter = new FrameCutter(MAX_KAFKA_FRAME_BYTES)
    let next = reader.read()
    for (let piece = await next; !piece.done; piece = await next) {
      next = readAhead(reader, link)
      for (const frame of cutter.cut(piece.value)) await connection.receive(frame)
    }
  } finally {
    link.close()
  }
}

type Reader = ReadableStreamDefaultReader<Uint8Array>

/** Begun before the requests in hand are carried out, which may take minutes: a client that hangs up meanwhile is not waited for. */
function readAhead(reader: Reader, link: BrokerLink): ReturnType<Reader['read']> {
  const next = reader.read()
  const hangUp = (): void => link.close()
  next.then(({ done }) => (done ? hangUp() : undefined), hangUp)
  return next
}
