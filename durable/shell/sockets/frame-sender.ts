// Who sends the records of a produce frame: nobody in particular, a producer that counts (`producer_id`, `producer_epoch`, `producer_seq`), or
// the holder of a transactional id that the same socket has begun a transaction with.
import type { KafkaErrorName } from '../../../schema/kafka/errors.ts'
import type { TransactionHolder } from '../../../schema/kafka/transaction-client.ts'
import { ANONYMOUS } from '../../../schema/records/sender.ts'
import type { Sender } from '../../../schema/records/sender.ts'
import type { Frame } from './frame.ts'

type FrameSender =
  | { readonly ok: true; readonly sender: Sender }
  | { readonly ok: false; readonly code: KafkaErrorName; readonly detail: string }

const MAX_INT16 = 32_767
const MAX_INT32 = 2_147_483_647

export function senderOfFrame({ members }: Frame, held: readonly TransactionHolder[]): FrameSender {
  const transactionalId = members.get('transactional_id')
  const producerId = members.get('producer_id')
  const producerEpoch = members.get('producer_epoch')
  const baseSequence = members.get('producer_seq')
  if (transactionalId !== undefined) {
    if (producerId !== undefined || producerEpoch !== undefined) {
      return refused('INVALID_REQUEST', 'In a transaction the socket knows producer_id and producer_epoch: leave them away.')
    }
    const transaction = held.find((holder) => holder.transactionalId === transactionalId)
    return transaction === undefined ? notBegun() : inTransaction(transaction, baseSequence)
  }
  if (producerId === undefined && producerEpoch === undefined && baseSequence === undefined) return { ok: true, sender: ANONYMOUS }
  if (!isCount(producerId, Number.MAX_SAFE_INTEGER) || !isCount(producerEpoch, MAX_INT16) || !isCount(baseSequence, MAX_INT32)) {
    return refused('INVALID_REQUEST', 'producer_id, producer_epoch and producer_seq are whole numbers and go together.')
  }
  return { ok: true, sender: { ...ANONYMOUS, producer: { producerId, producerEpoch, baseSequence } } }
}

/** Without a number of its own a frame is numbered by the leader, and cannot be told from another one when it is sent again. */
function inTransaction(transaction: TransactionHolder, baseSequence: unknown): FrameSender {
  if (baseSequence === undefined) return { ok: true, sender: { ...ANONYMOUS, transaction } }
  if (!isCount(baseSequence, MAX_INT32)) return refused('INVALID_REQUEST', 'producer_seq is a whole number.')
  const { producerId, producerEpoch } = transaction
  return { ok: true, sender: { ...ANONYMOUS, transaction, producer: { producerId, producerEpoch, baseSequence } } }
}

export function notBegun(): Extract<FrameSender, { ok: false }> {
  return refused('INVALID_TXN_STATE', 'This socket has not begun a transaction with this transactional_id: send begin first.')
}

function refused(code: KafkaErrorName, detail: string): Extract<FrameSender, { ok: false }> {
  return { ok: false, code, detail }
}

function isCount(value: unknown, max: number): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= max
}
