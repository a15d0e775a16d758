// A client of the binary protocol in front of the edge in memory: it writes a request's frame, hands it to a connection, and reads the answer's.
import { sandboxStub } from '../../worker/sandbox-stub.ts'
import { BrokerLink } from '../../worker/protocol/broker-link.ts'
import { Connection } from '../../worker/protocol/connection.ts'
import { WireClient } from '../../worker/protocol/wire-client.ts'
import type { WireDoor } from '../../worker/protocol/wire-client.ts'
import { principalOfKey } from '../../worker/keys/principal.ts'
import type { MessageDefinition, MessageOf, WrittenMessageOf } from '../../schema/kafka/message/message-definition.ts'
import { MessageReader } from '../../schema/kafka/message/message-reader.ts'
import { MessageWriter } from '../../schema/kafka/message/message-writer.ts'
import { readMessage } from '../../schema/kafka/message/read-message.ts'
import { writeMessage } from '../../schema/kafka/message/write-message.ts'
import { requestHeader } from '../../schema/kafka/protocol/request-frame.ts'
import { FRAME_SIZE_BYTES } from '../../schema/kafka/protocol/response-frame.ts'
import { isFlexible, offeredVersions } from '../../schema/kafka/protocol/wire-message.ts'
import type { WireMessages } from '../../schema/kafka/protocol/wire-message.ts'
import type { MadeSandbox, MemoryEdge } from './memory-sandbox.ts'

const API_VERSIONS_KEY = 18

/** Every version that a broker offers of an API, for tests that go through them all. */
export function versionsOf(messages: Pick<WireMessages, 'request'>): number[] {
  const { lowest, highest } = offeredVersions(messages)
  return Array.from({ length: highest - lowest + 1 }, (_, index) => lowest + index)
}

/** A request without its size. */
export function requestFrame<Request extends MessageDefinition>(
  { apiKey, request }: Pick<WireMessages<Request>, 'apiKey' | 'request'>,
  apiVersion: number,
  message: WrittenMessageOf<Request>,
  { correlationId = 1, clientId = 'test' }: { readonly correlationId?: number; readonly clientId?: string | null } = {},
): Uint8Array {
  const writer = new MessageWriter()
  const header = { requestApiKey: apiKey, requestApiVersion: apiVersion, correlationId, clientId }
  writeMessage(requestHeader, isFlexible(request, apiVersion) ? 2 : 1, header, writer)
  writeMessage(request, apiVersion, message, writer)
  return writer.finish()
}

/** @param frame an answer with its size. */
export function readResponse<Response extends MessageDefinition>(
  { apiKey, response }: Pick<WireMessages<MessageDefinition, Response>, 'apiKey' | 'response'>,
  apiVersion: number,
  frame: Uint8Array,
): { readonly correlationId: number; readonly message: MessageOf<Response> } {
  const reader = new MessageReader(frame.subarray(FRAME_SIZE_BYTES))
  const correlationId = reader.readInt32()
  if (isFlexible(response, apiVersion) && apiKey !== API_VERSIONS_KEY) reader.readUnsignedVarint()
  return { correlationId, message: readMessage(response, apiVersion, reader) }
}

/** The door of a sandbox in memory; the owner's key opens it unless another is given. */
export async function doorOf(
  edge: MemoryEdge,
  { id, owner }: Pick<MadeSandbox, 'id' | 'owner'>,
  given: Partial<WireDoor> = {},
): Promise<WireDoor> {
  const principal = await principalOfKey(owner, edge.env)
  if (principal === null) throw new Error('The key of a sandbox is good.')
  return { env: edge.env, sandbox: sandboxStub(edge.env, id), principal, brokerId: 1, clientHost: '/127.0.0.1', advertised: [], ...given }
}

/** The client behind a door. */
export async function clientOf(door: WireDoor): Promise<WireClient> {
  return new WireClient(door, await BrokerLink.open(door))
}

/** One connection to one broker. */
export class TestWire {
  readonly client: WireClient
  readonly connection: Connection
  /** Every frame that was sent to the client. */
  readonly sent: Uint8Array[] = []
  #correlationId = 0

  readonly #link: BrokerLink

  constructor(client: WireClient, link: BrokerLink) {
    this.client = client
    this.#link = link
    this.connection = new Connection(this.client, { send: (frame) => void this.sent.push(frame) })
  }

  /** A connection to a sandbox in memory. */
  static async open(edge: MemoryEdge, sandbox: Pick<MadeSandbox, 'id' | 'owner'>, given: Partial<WireDoor> = {}): Promise<TestWire> {
    const door = await doorOf(edge, sandbox, given)
    const link = await BrokerLink.open(door)
    return new TestWire(new WireClient(door, link), link)
  }

  /** The answer that was sent before the connection ended. */
  answerOf<Response extends MessageDefinition>(
    messages: WireMessages<MessageDefinition, Response>,
    apiVersion: number,
  ): MessageOf<Response> {
    const frame = this.sent.shift()
    if (frame === undefined) throw new Error('There was no answer.')
    return readResponse(messages, apiVersion, frame).message
  }

  /** Settled when the broker has ended the connection. */
  get ended(): Promise<void> {
    return this.#link.ended
  }

  /** The client goes. */
  close(): void {
    this.#link.close()
  }

  /** Sends a request and reads its answer. */
  async call<Request extends MessageDefinition, Response extends MessageDefinition>(
    messages: WireMessages<Request, Response>,
    apiVersion: number,
    message: WrittenMessageOf<Request>,
  ): Promise<MessageOf<Response>> {
    const correlationId = ++this.#correlationId
    await this.connection.receive(requestFrame(messages, apiVersion, message, { correlationId }))
    const frame = await this.connection.settled.then(() => this.sent.shift())
    if (frame === undefined) throw new Error('There was no answer.')
    const answer = readResponse(messages, apiVersion, frame)
    if (answer.correlationId !== correlationId) throw new Error(`Answer ${answer.correlationId} came for request ${correlationId}.`)
    return answer.message
  }
}
