// Kafka clients by TCP, as workerd hands their connections to us: a port for each broker of the ready sandbox. Only self-hosted, because
// Cloudflare takes no TCP from outside; there the WebSocket is the door (socket-door.ts) and a bridge on the client's machine has the ports.
import { WorkerEntrypoint } from 'cloudflare:workers'
import type { Env } from '../env.ts'
import { sandboxStub } from '../sandbox-stub.ts'
import { BrokerLink } from './broker-link.ts'
import { clientHostOfSocket } from './client-host.ts'
import { isOrdinaryEnd, logBrokenConnection } from './connection-end.ts'
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
      if (!isOrdinaryEnd(cause)) logBrokenConnection(cause)
    } finally {
      await socket.close().catch(() => undefined)
    }
  }

  async #door(socket: Socket): Promise<WireDoor | null> {
    const [{ remoteAddress = '' }, principal] = await Promise.all([socket.opened, readyPrincipal(this.env)])
    if (principal === null) return null
    const clientHost = clientHostOfSocket(remoteAddress)
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
