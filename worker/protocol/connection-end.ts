// What ends a connection of the binary protocol, whichever door it came through. Kafka ends a connection without a word; so do we, and say it
// in the log only when it was our own fault.
import { FrameSizeError } from '../../schema/kafka/protocol/frame-cutter.ts'
import { MalformedMessageError } from '../../schema/kafka/message/message-reader.ts'
import { BrokerRefusedError } from './broker-link.ts'
import { ClientGoneError, UnanswerableRequestError, UnauthenticatedError } from './connection-error.ts'
import { HangUpError, UnheardError } from './wire-api.ts'

/** Whether a connection may end by this, as a client, the network or the sandbox ends it. */
export function isOrdinaryEnd(cause: unknown): boolean {
  return (
    cause instanceof FrameSizeError ||
    cause instanceof ClientGoneError ||
    cause instanceof BrokerRefusedError ||
    cause instanceof MalformedMessageError ||
    cause instanceof UnanswerableRequestError ||
    cause instanceof UnauthenticatedError ||
    cause instanceof UnheardError ||
    cause instanceof HangUpError
  )
}

/** One line of JSON for the people who run the service. Never a payload, never a key. */
export function logBrokenConnection(cause: unknown): void {
  console.error(
    JSON.stringify({ event: 'connection.broken', cause: cause instanceof Error ? (cause.stack ?? cause.message) : String(cause) }),
  )
}
