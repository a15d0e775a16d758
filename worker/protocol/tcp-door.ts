// Kafka clients by TCP, as workerd hands their connections to us: a port for each broker of the ready sandbox. Only self-hosted, because
// Cloudflare takes no TCP from outside; there the WebSocket is the door (socket-door.ts) and a bridge on the client's machine has the ports.
import { WorkerEntrypoint } from 'cloudflare:workers'
import type { Env } from '../env.ts'
import { sandboxStub } from '../sandbox-stub.ts'
import { REFUSED_CONNECTION_MS } from '../../schema/protocol-limits.ts'
import { BrokerLink, BrokerRefusedError } from './broker-link.ts'
import { isOrdinaryEnd, logBrokenConnection } from './connection-end.ts'
import { IdleLimit } from './idle-limit.ts'
import { readyPrincipal } from './ready-sandbox.ts'
import { TcpConnection } from './tcp-connection.ts'
import type { BrokerAddress, WireDoor } from './wire-client.ts'

/** What cli/local/workerd-config.ts says of a port. */
type PortProps = { readonly brokerId: number; readonly advertised: readonly BrokerAddress[] }

export class KafkaDoor extends WorkerEntrypoint<Env, PortProps> {
  override async connect(socket: Socket): Promise<void> {
    try {
      const door = await this.#door(socket)
      if (door !== null) await serve(socket, door)
    } catch (cause) {
      if (cause instanceof BrokerRefusedError) await hearFrom(socket)
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

/** Until the client, the broker or silence ends it; whatever is under way then is nobody's any more. */
async function serve(socket: Socket, door: WireDoor): Promise<void> {
  const link = await BrokerLink.open(door)
  const connection = new TcpConnection(socket, door, link)
  try {
    // A broker that goes down takes its connections with it, also those that are silent.
    await Promise.race([connection.ended, link.ended])
  } finally {
    connection.close()
    link.close()
  }
}

/**
 * Where a broker is down nobody listens, but a port of workerd always does. What comes nearest is a connection that is reset: that is what
 * closing it does while there are bytes that nobody has read. Clients try again after that, while an end in good order before the first answer
 * is to franz-go a broker that wants TLS, for which it gives up.
 */
async function hearFrom({ readable }: Socket): Promise<void> {
  const silence = new IdleLimit(REFUSED_CONNECTION_MS)
  const oneByte = readable.getReader({ mode: 'byob' }).read(new Uint8Array(1))
  await Promise.race([oneByte, silence.over]).catch(() => undefined)
  silence.stop()
}
