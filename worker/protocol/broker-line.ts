// The line of a connection to its broker, as those see it who hold what the client waits for.
import type { ToEdge, ToObject } from '../../schema/broker-line.ts'

export interface BrokerLine {
  /** What is said while the line is broken is lost; whoever listens hears when it stands again. */
  say(message: ToObject): void
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
