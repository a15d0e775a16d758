// The requests of a producer about itself: its id, its coordinator, the end of its transaction.
// Source: TransactionManager's handlers of Kafka 4.3; KIP-98, KIP-360, KIP-890.
import type { KafkaRequest } from '../../../schema/kafka/requests/apis.ts'
import { AssertionError, present } from '../assert.ts'
import type { AppRequestView, AppView } from './app.ts'

/** The version that raises the epoch with each transaction (transaction.version 2). */
const END_TXN_VERSION = 5

export function transactionRequest({ settings }: AppView, request: AppRequestView): KafkaRequest {
  const { transactionalId, transactionTimeoutMs } = settings
  const { api } = request
  switch (api) {
    case 'InitProducerId':
      return { api, request: { transactionalId, transactionTimeoutMs, producerId: -1, producerEpoch: -1 } }
    case 'FindCoordinator':
      return { api, request: { keyType: 'TRANSACTION', coordinatorKeys: [transactionalId ?? ''] } }
    case 'EndTxn': {
      const ending = present(request.ending, 'how the transaction ends')
      return { api, request: { apiVersion: END_TXN_VERSION, transactionalId: transactionalId ?? '', ...ending } }
    }
    default:
      throw new AssertionError(`${request.api} is not about transactions`)
  }
}
