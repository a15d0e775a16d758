// One API of Kafka's binary protocol at the edge: its messages, and the function that answers one. Like an endpoint of the HTTP API it is a
// codec: it turns the message into requests to the cluster and their answers back, and decides nothing by itself.
import type { KafkaErrorName } from '../../schema/kafka/errors.ts'
import { kafkaError } from '../../schema/kafka/errors.ts'
import type { MessageDefinition, MessageOf, WrittenMessageOf } from '../../schema/kafka/message/message-definition.ts'
import { readRequest } from '../../schema/kafka/protocol/request-frame.ts'
import type { RequestHead } from '../../schema/kafka/protocol/request-frame.ts'
import { responseFrame } from '../../schema/kafka/protocol/response-frame.ts'
import type { WireMessages } from '../../schema/kafka/protocol/wire-message.ts'
import type { KafkaApi, KafkaApis } from '../../schema/kafka/requests/apis.ts'
import type { WireClient } from './wire-client.ts'

/** One request, and whom it may ask. */
export type WireCall = {
  readonly apiVersion: number
  /** Empty when the client gave none. */
  readonly clientId: string
  readonly client: WireClient
  /** Asks the broker of this connection. Rejects with UnheardError when no broker answers. */
  readonly ask: <Api extends KafkaApi>(api: Api, request: KafkaApis[Api]['request']) => Promise<KafkaApis[Api]['response']>
}

type WireApiSpec<Request extends MessageDefinition, Response extends MessageDefinition> = WireMessages<Request, Response> & {
  /** What of the broker's behaviour is missing, in sentences for docs/protocol.md. */
  readonly notDone: readonly string[]
  /**
   * Carried out before the requests in front of it are answered, as long as those are of the same kind. A broker of Kafka takes one request of
   * a connection at a time; the cluster decides these in their order all the same, and commits them together.
   */
  readonly isPipelined?: true
  /** Null is no answer at all. Must ask, if it asks, before it waits for anything: requests keep their order by that. */
  readonly serve: (message: MessageOf<Request>, call: WireCall) => Promise<WrittenMessageOf<Response> | null>
}

/** What a request has to pass before it is carried out, and its answer after that: see access/guard.ts. */
export type Gate = <Request, Answer>(request: Request, next: (allowed: Request) => Promise<Answer>) => Promise<Answer>

/** What a connection lends to an API for one request. */
export type Desk = {
  readonly gate: Gate
  readonly callOf: (clientId: string) => WireCall
  /** How long the client has to wait after the answer, milliseconds. Known once the cluster has answered. */
  readonly throttleTimeMs: () => number
}

/** An API whose messages only it knows: bytes in, bytes out. */
export type WireApi = WireMessages &
  Pick<WireApiSpec<MessageDefinition, MessageDefinition>, 'notDone' | 'isPipelined'> & {
    /** The answer to a request of a version that is offered, as a whole frame. Throws MalformedMessageError before anything is asked. */
    readonly answer: (frame: Uint8Array, head: RequestHead, desk: Desk) => Promise<Uint8Array | null>
  }

export function wireApi<Request extends MessageDefinition, Response extends MessageDefinition>({
  serve,
  ...api
}: WireApiSpec<Request, Response>): WireApi {
  return {
    ...api,
    async answer(frame, { apiVersion, correlationId }, { gate, callOf, throttleTimeMs }) {
      const { clientId, message } = readRequest(api.request, apiVersion, frame)
      const call = callOf(clientId ?? '')
      const answer = await gate(message, (allowed) => serve(allowed, call))
      if (answer === null) return null
      // Codecs know nothing of quotas. An answer that has no place for the time is not told it, and its connection stands still all the same.
      const told = throttleTimeMs() > 0 && 'throttleTimeMs' in answer ? { ...answer, throttleTimeMs: throttleTimeMs() } : answer
      return responseFrame(api.response, apiVersion, correlationId, told)
    },
  }
}

/** Nobody answered: the broker is down, cannot be reached, or is silent. What the client sees of that is up to its connection. */
export class UnheardError extends Error {
  override readonly name = 'UnheardError'
}

/** The broker has nothing to say and closes the connection, as Kafka does where a request allows for no answer. */
export class HangUpError extends Error {
  override readonly name = 'HangUpError'
}

export function codeOf(error: KafkaErrorName): number {
  return kafkaError(error).code
}

/** A result as it travels: with the number of its error in place of the name. */
export function coded<Result extends { readonly error: KafkaErrorName }>({ error, ...rest }: Result): CodedResult<Result> {
  return { errorCode: codeOf(error), ...rest }
}

type CodedResult<Result> = Omit<Result, 'error'> & { readonly errorCode: number }
