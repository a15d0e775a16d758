// How the two ends of a WebSocket keep each other from piling up what nobody reads: neither the edge nor a browser is told how much of what it
// sent has arrived. Each end says in a text message how much it has taken so far, and sends no more than a window beyond what the other said.
// Who offers the subprotocol below does this; binary messages are frames with it as without it.

import { BRIDGE_MESSAGE_OVERHEAD_BYTES, BRIDGE_WINDOW_BYTES } from '../../protocol-limits.ts'

export const CONFIRMED_FLOW_PROTOCOL = 'samsa.kafka.v1'

const CONFIRMATION = /^taken (\d{1,16})$/
/** Confirming each message would double their number; a quarter of the window keeps the other end from ever waiting for a word. */
const CONFIRM_EVERY_BYTES = BRIDGE_WINDOW_BYTES / 4

/** The other end has confirmed what was never sent, or says something that is no confirmation. */
export class ConfirmationError extends Error {
  override readonly name = 'ConfirmationError'
}

/** What a message counts on either end. */
export function flowBytes(frameBytes: number): number {
  return frameBytes + BRIDGE_MESSAGE_OVERHEAD_BYTES
}

/** The sender's side: how much is on its way. A message may be sent while the window is open, so one more than it may be under way. */
export class SendWindow {
  #sentBytes = 0
  #confirmedBytes = 0

  get isOpen(): boolean {
    return this.#sentBytes - this.#confirmedBytes < BRIDGE_WINDOW_BYTES
  }

  /** Sent and not confirmed. */
  get unconfirmedBytes(): number {
    return this.#sentBytes - this.#confirmedBytes
  }

  sent(frameBytes: number): void {
    this.#sentBytes += flowBytes(frameBytes)
  }

  /** Throws ConfirmationError. */
  confirm(text: string): void {
    const confirmedBytes = Number(CONFIRMATION.exec(text)?.[1])
    // NaN, of a text that is none, is refused here too.
    if (!(confirmedBytes >= this.#confirmedBytes && confirmedBytes <= this.#sentBytes)) {
      throw new ConfirmationError(`"${text.slice(0, 40)}" confirms nothing that was sent`)
    }
    this.#confirmedBytes = confirmedBytes
  }
}

/** The taker's side: what there is to confirm. */
export class Receipts {
  #takenBytes = 0
  #confirmedBytes = 0

  /** The confirmation that is due once this message is taken; null while there is no hurry. */
  take(frameBytes: number): string | null {
    this.#takenBytes += flowBytes(frameBytes)
    if (this.#takenBytes - this.#confirmedBytes < CONFIRM_EVERY_BYTES) return null
    this.#confirmedBytes = this.#takenBytes
    return `taken ${this.#takenBytes}`
  }
}
