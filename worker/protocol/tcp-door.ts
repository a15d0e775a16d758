// Kafka clients by TCP, as workerd hands their connections to us: a port for each broker of the ready sandbox. Only self-hosted, because
// Cloudflare takes no TCP from outside; there the WebSocket is the door (socket-door.ts) and a bridge on the client's machine has the ports.
import { WorkerEntrypoint } from 'cloudflare:workers'
import { FrameCutter } from '../../schema/kafka/protocol/frame-cutter.ts'
import { MAX_KAFKA_FRAME_BYTES } from '../../schema/limits.ts'
import type { Env } from '../env.ts'
import { sandboxStub } from '../sandbox-stub.ts'
import { Connection } from './connection.ts'
import { isOrdinaryEnd, logBrokenConnection } from './connection-end.ts'
import { BrokerLink } from './broker-link.ts'
import { PieceReader } from './piece-reader.ts'
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
      if (!isOrdinaryEnd(cause)) logBrokenConnection(cause)
    } finally {
      await socket.close().catch(() => undefined)
    }
  }

  async #door(socket: Socket): Promise<WireDoor | null> {
    const [{ remoteAddress = '' }, principal] = await Promise.all([socket.opened, readyPrincipal(this.env)])
    if (principal === null) return null
    const clientHost = `/${remoteAddress.slice(0, remoteAddress.lastIndexOf(':'))}`
    return { ...this.ctx.props, env: this.env, sandbox: sandboxStub(this.env, principal.sandboxId), principal, clientHost }
  }
}

async function serve(socket: Socket, door: WireDoor): Promise<void> {
  const link = await BrokerLink.open(door)
  const reader = new PieceReader(socket.readable)
  const writer = socket.writable.getWriter() as WritableStreamDefaultWriter<Uint8Array>
  // A broker that goes down takes its connections with it, also those that are silent.
  void link.ended.then(() => socket.close()).catch(() => undefined)
  try {
    const connection = new Connection(new WireClient(door, link), { send: (frame) => writer.write(frame) })
    const cutter = new FrameCutter(MAX_KAFKA_FRAME_BYTES)
    for (let piece = await reader.read(); piece !== null; piece = await reader.read()) {
      for (const frame of cutter.cut(piece)) await connection.receive(frame)
    }
  } finally {
    link.close()
  }
}
