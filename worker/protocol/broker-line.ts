// The line of a connection to its broker, as those see it who hold what the client waits for.
import type { SandboxRpc } from '../../durable/shell/rpc.ts'
import type { ToEdge, ToObject } from '../../schema/broker-line.ts'
import type { Principal } from '../keys/principal.ts'

export interface BrokerLine {
  /** Requests name it, so that the object knows for whom it need not wait any more when the line has ended. */
  readonly connectionId: string
  /** What is said while the line is broken is lost; whoever listens hears when it stands again. */
  say(message: ToObject): void
  /**
   * Becomes the line of another key, which may be one of another sandbox; gives the sandbox. Rejects with BrokerRefusedError when the key is
   * revoked or its sandbox has no such broker.
   */
  enter(principal: Principal): Promise<SandboxRpc>
  /** There is one listener. */
  listen(listener: LineListener): void
}

export interface LineListener {
  onNews(news: ToEdge): void
  /** The line is another one from here on, and the object watches nothing on it yet; or it has broken, and is being mended. */
  onReset(): void
  /** The connection ends. What is said now is the last that the object hears. */
  onEnd(): void
}
