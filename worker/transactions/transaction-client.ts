// Transactions at the edge: the client of schema/kafka, asking the sandbox of a request and throwing what it is refused.
import { TransactionClient } from '../../schema/kafka/transaction-client.ts'
import type { Done, Failed, TransactionHolder } from '../../schema/kafka/transaction-client.ts'
import { kafkaRestError } from '../http/kafka-error-status.ts'
import { ask } from '../kafka/ask.ts'
import type { Asker } from '../kafka/ask.ts'
import { producerOf } from '../records/request-sender.ts'

export function transactionClientOf(asker: Asker): TransactionClient {
  return new TransactionClient((request) => ask(asker, request), pause)
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds)
  })
}

/** Throws RestError for what was refused. */
export function done<Value>(result: Done<Value> | Failed): Done<Value> {
  if (!result.ok) throw kafkaRestError(result.error, result.message)
  return result
}

type Speaking = Asker & { readonly request: Request; readonly params: { readonly transactional_id: string } }

/** For whom a call speaks: the producer that its headers name, or whoever holds the id now. */
export async function holderOf(context: Speaking): Promise<TransactionHolder> {
  const { transactional_id: transactionalId } = context.params
  const named = producerOf(context.request.headers)
  if (named !== null) return { transactionalId, ...named }
  return done(await transactionClientOf(context).holderOf(transactionalId)).value
}

export function shownHolder({ transactionalId, producerId, producerEpoch }: TransactionHolder): object {
  return { transactional_id: transactionalId, producer_id: producerId, producer_epoch: producerEpoch }
}
