// What the headers of a produce request say about its sender: `Producer-Id`, `Producer-Epoch` and `Producer-Seq` for one that counts,
// `Idempotency-Key` for one that only wants to send again what may have been lost on the way.
import { concatenate } from '../../schema/kafka/concatenate.ts'
import type { IdempotencyKey } from '../../schema/kafka/requests/produce.ts'
import type { ProducerIdentity, TransactionHolder } from '../../schema/kafka/transaction-client.ts'
import { MAX_IDEMPOTENCY_KEY_CHARACTERS } from '../../schema/limits.ts'
import { ANONYMOUS } from '../../schema/records/sender.ts'
import type { Sender } from '../../schema/records/sender.ts'
import { badRequest } from '../http/rest-error.ts'
import type { ProduceOptions } from './produce-options.ts'

const MAX_EPOCH = 32_767
const MAX_SEQUENCE = 2_147_483_647

/** The headers, read and not yet held against a body. */
export type SenderHeaders = {
  readonly producer: ProducerIdentity | null
  readonly sequence: number | null
  readonly key: string | null
}

/** Throws RestError 400 for headers that are no numbers, do not go together, or say two things at once. */
export function senderHeadersOf({ headers }: Request): SenderHeaders {
  const producer = producerOf(headers)
  const sequence = numberOf(headers, 'Producer-Seq', MAX_SEQUENCE)
  const key = headers.get('Idempotency-Key')
  if (sequence !== null && producer === null) throw badRequest('Bad Request: Producer-Seq needs Producer-Id and Producer-Epoch.')
  if (key === null) return { producer, sequence, key }
  if (producer !== null) {
    throw badRequest('Bad Request: a request has an Idempotency-Key or a Producer-Id, not both: each says on its own what a retry is.')
  }
  if (key === '' || key.length > MAX_IDEMPOTENCY_KEY_CHARACTERS || !/^[\x20-\x7e]+$/.test(key)) {
    throw badRequest(`Bad Request: an Idempotency-Key has 1 to ${MAX_IDEMPOTENCY_KEY_CHARACTERS} printable ASCII characters.`)
  }
  return { producer, sequence, key }
}

/** The producer that the headers name, or null. */
export function producerOf(headers: Headers): ProducerIdentity | null {
  const producerId = numberOf(headers, 'Producer-Id', Number.MAX_SAFE_INTEGER)
  const producerEpoch = numberOf(headers, 'Producer-Epoch', MAX_EPOCH)
  if (producerId === null && producerEpoch === null) return null
  if (producerId === null || producerEpoch === null) throw badRequest('Bad Request: Producer-Id and Producer-Epoch go together.')
  return { producerId, producerEpoch }
}

function numberOf(headers: Headers, name: string, max: number): number | null {
  const text = headers.get(name)
  if (text === null) return null
  const value = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN
  if (!(value <= max)) throw badRequest(`Bad Request: ${name} is a whole number from 0 to ${max}.`)
  return value
}

/** The sender of records outside of transactions. Throws RestError 400 for what a Kafka client would not send. */
export async function senderOf(
  request: Request,
  { producer, sequence, key }: SenderHeaders,
  { acks }: ProduceOptions,
  body: Uint8Array,
): Promise<Sender> {
  if (producer === null && key === null) return ANONYMOUS
  refuseFewAcks(acks)
  if (producer !== null) {
    if (sequence === null)
      throw badRequest('Bad Request: Producer-Id and Producer-Epoch need Producer-Seq, the sequence number of the first record.')
    return { ...ANONYMOUS, producer: { ...producer, baseSequence: sequence } }
  }
  return { ...ANONYMOUS, idempotencyKey: await idempotencyKeyOf(key, request, body, '') }
}

/** The sender of records in a transaction. */
export async function transactionSenderOf(
  request: Request,
  { acks }: ProduceOptions,
  body: Uint8Array,
  transaction: TransactionHolder,
): Promise<Sender> {
  const { sequence, key } = senderHeadersOf(request)
  refuseFewAcks(acks)
  const { producerId, producerEpoch } = transaction
  const producer = sequence === null ? null : { producerId, producerEpoch, baseSequence: sequence }
  // The same body in the next transaction is another request: what the first one wrote may have been aborted.
  const idempotencyKey = await idempotencyKeyOf(key, request, body, `${producerId}/${producerEpoch}`)
  return { producer, transaction, idempotencyKey }
}

/** Whether the headers ask for more than a plain produce. Asked before the body is read, because then it is read whole. */
export function namesSender({ producer, key }: SenderHeaders): boolean {
  return producer !== null || key !== null
}

/** As Kafka's producers refuse acks other than all with idempotence: what one broker alone has is lost with it, and a retry would not help. */
function refuseFewAcks(acks: number): void {
  if (acks !== -1)
    throw badRequest('Bad Request: acks must be all for a producer that is idempotent, for an Idempotency-Key and in a transaction.')
}

async function idempotencyKeyOf(key: string | null, request: Request, body: Uint8Array, context: string): Promise<IdempotencyKey | null> {
  if (key === null) return null
  const target = new TextEncoder().encode(`${new URL(request.url).pathname}\n${context}\n`)
  const digest = await crypto.subtle.digest('SHA-256', concatenate([target, body], target.length + body.length))
  return { key, fingerprint: Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('') }
}
