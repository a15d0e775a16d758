// The line of one connection to its broker, as long as the connection lasts: when the client authenticates as another key, the line becomes
// that key's, so that revoking it ends the connection, and when the key is one of another sandbox, it leads there.
import type { SandboxRpc } from '../../durable/shell/rpc.ts'
import type { Principal } from '../keys/principal.ts'
import { sandboxStub } from '../sandbox-stub.ts'
import { BrokerLink } from './broker-link.ts'
import type { WireDoor, WireLine } from './wire-client.ts'

export class DoorLink implements WireLine {
  readonly #door: WireDoor
  /** Settled when the object has ended the line. */
  readonly ended: Promise<void>
  #link: BrokerLink
  #end: () => void = () => undefined

  private constructor(door: WireDoor, link: BrokerLink) {
    this.#door = door
    this.#link = link
    this.ended = new Promise((resolve) => (this.#end = resolve))
    this.#watch(link)
  }

  /** Throws BrokerRefusedError when there is nobody to connect to. */
  static async open(door: WireDoor): Promise<DoorLink> {
    return new DoorLink(door, await BrokerLink.open(door))
  }

  async enter(principal: Principal): Promise<SandboxRpc> {
    const { env, brokerId } = this.#door
    const sandbox = sandboxStub(env, principal.sandboxId)
    const link = await BrokerLink.open({ sandbox, principal, brokerId })
    const before = this.#link
    this.#link = link
    this.#watch(link)
    before.close()
    return sandbox
  }

  close(): void {
    this.#link.close()
  }

  /** A line that was exchanged for another has ended without the connection. */
  #watch(link: BrokerLink): void {
    void link.ended.then(() => (this.#link === link ? this.#end() : undefined))
  }
}
