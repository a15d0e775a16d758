// Producers with an id, and transactions.
import type { WireApi } from '../../wire-api.ts'
import { addOffsetsToTxnApi } from './add-offsets-to-txn.ts'
import { addPartitionsToTxnApi } from './add-partitions-to-txn.ts'
import { describeProducersApi } from './describe-producers.ts'
import { describeTransactionsApi } from './describe-transactions.ts'
import { endTxnApi } from './end-txn.ts'
import { initProducerIdApi } from './init-producer-id.ts'
import { listTransactionsApi } from './list-transactions.ts'
import { txnOffsetCommitApi } from './txn-offset-commit.ts'
import { writeTxnMarkersApi } from './write-txn-markers.ts'

export const TRANSACTION_APIS: readonly WireApi[] = [
  initProducerIdApi,
  addPartitionsToTxnApi,
  addOffsetsToTxnApi,
  endTxnApi,
  writeTxnMarkersApi,
  txnOffsetCommitApi,
  describeProducersApi,
  describeTransactionsApi,
  listTransactionsApi,
]
