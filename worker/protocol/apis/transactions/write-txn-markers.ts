// WriteTxnMarkers (API key 27): the markers that end a transaction, for an administrator who ends one that hangs.
// Does: commit and abort markers in the logs that this broker leads; with version 2 the marker says in which protocol the transaction was.
// Does not: see notDone.
// Source: KafkaApis.handleWriteTxnMarkersRequest of Kafka 4.3; KIP-98, KIP-664, KIP-1228.
import { writeTxnMarkersMessages } from '../../../../schema/kafka/protocol/messages/write-txn-markers.ts'
import { codeOf, wireApi } from '../../wire-api.ts'

export const writeTxnMarkersApi = wireApi({
  ...writeTxnMarkersMessages,
  notDone: ['A partition takes one marker a request: a second one is INVALID_REQUEST.'],
  async serve(message, { ask }) {
    const { markers } = await ask('WriteTxnMarkers', message)
    return {
      markers: markers.map(({ producerId, topics }) => ({
        producerId,
        topics: topics.map(({ name, partitions }) => ({
          name,
          partitions: partitions.map(({ partitionIndex, error }) => ({ partitionIndex, errorCode: codeOf(error) })),
        })),
      })),
    }
  },
})
