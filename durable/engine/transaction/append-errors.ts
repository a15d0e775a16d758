// What becomes of an error that the append to __transaction_state met: clients know the errors of coordinators, not those of logs.
// Source: TransactionStateManager.appendTransactionToLog and TransactionMarkerChannelManager of Kafka 4.3.
import type { KafkaErrorName } from '../../../schema/kafka/errors.ts'

const TOLD: { readonly [Error in KafkaErrorName]?: KafkaErrorName } = {
  UNKNOWN_TOPIC_OR_PARTITION: 'COORDINATOR_NOT_AVAILABLE',
  NOT_ENOUGH_REPLICAS: 'COORDINATOR_NOT_AVAILABLE',
  NOT_ENOUGH_REPLICAS_AFTER_APPEND: 'COORDINATOR_NOT_AVAILABLE',
  REQUEST_TIMED_OUT: 'COORDINATOR_NOT_AVAILABLE',
  NOT_LEADER_OR_FOLLOWER: 'NOT_COORDINATOR',
  KAFKA_STORAGE_ERROR: 'NOT_COORDINATOR',
  MESSAGE_TOO_LARGE: 'UNKNOWN_SERVER_ERROR',
  RECORD_LIST_TOO_LARGE: 'UNKNOWN_SERVER_ERROR',
}

/** The error that the client is told; those that are not in the table are told as they are. */
export function errorOfAppend(error: KafkaErrorName): KafkaErrorName {
  return TOLD[error] ?? error
}

/**
 * Whether the record that completes a transaction is appended again, its transition still pending: nobody would come back for it, as a client
 * does for everything else. With any other error it is left to the coordinator that loads the log next.
 */
export function isCompletionAppendedAgain(error: KafkaErrorName): boolean {
  return errorOfAppend(error) === 'COORDINATOR_NOT_AVAILABLE'
}
