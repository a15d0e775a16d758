// What coordinators do, in English.
import { partitionName, placeNames } from './sentences.ts'
import type { TransactionSentences } from './sentences.ts'

export const transactionSentences: TransactionSentences = {
  'transactions.loaded': ({ brokerId, partitionIndex, transactions }) => [
    `Broker ${brokerId} coordinates the transactional ids of __transaction_state-${partitionIndex} and has read ${
      transactions.length === 1 ? 'one of them' : `${transactions.length} of them`
    } from its log`,
    'whoever leads the partition coordinates what is in it',
  ],
  'transactions.unloaded': ({ brokerId, partitionIndex }) => [
    `Broker ${brokerId} coordinates the transactional ids of __transaction_state-${partitionIndex} no more`,
    'it does not lead the partition any more',
  ],
  'transaction.prepared': ({ transactionalId, transition: { state, producerId, producerEpoch }, requiredOffset, partitionIndex }) =>
    `The coordinator wrote down that transaction ${transactionalId} is to be ${state}, with producer id ${producerId} and epoch ${producerEpoch}; it holds when the high watermark of __transaction_state-${partitionIndex} reaches ${requiredOffset}`,
  'transaction.moved': ({ transactionalId, from, state, producerId, producerEpoch }) => [
    `Transaction ${transactionalId} went from ${from} to ${state}, with producer id ${producerId} and epoch ${producerEpoch}`,
    'all in-sync replicas of the coordinator’s partition have it',
  ],
  'transaction.removed': ({ transactionalId }) => [
    `The transactional id ${transactionalId} was forgotten`,
    'nobody used it for transactional.id.expiration.ms',
  ],
  'marker.moved': ({ transactionalId, marker, progress, isCommit }) => {
    const what = `The ${isCommit ? 'COMMIT' : 'ABORT'} marker of transaction ${transactionalId}`
    const where = partitionName(marker)
    switch (progress.phase) {
      case 'waiting':
        return progress.retryMs === null
          ? [`${what} has to be sent to ${where} again`, 'the leader it was written by or sent to is gone']
          : [`${what} was lost on its way to ${where}`, 'the link loses messages']
      case 'sent':
        return [`${what} is on its way to ${where}`, 'the link takes its time']
      case 'written':
        return [
          `${what} was written to ${where} and waits for the high watermark`,
          'a transaction ends with a marker in each of its partitions',
        ]
    }
  },
  'marker.acknowledged': ({ transactionalId, marker }) => [
    `The coordinator of transaction ${transactionalId} is done with ${partitionName(marker)}`,
    'the marker is committed there, or none is needed any more',
  ],
  'offsets.loaded': ({ brokerId, partitionIndex, groups }) => [
    `Broker ${brokerId} coordinates the groups of __consumer_offsets-${partitionIndex} and has read the offsets of ${
      groups.length === 1 ? 'one group' : `${groups.length} groups`
    } from its log`,
    'whoever leads the partition coordinates what is in it',
  ],
  'offsets.unloaded': ({ brokerId, partitionIndex }) => [
    `Broker ${brokerId} coordinates the groups of __consumer_offsets-${partitionIndex} no more`,
    'it does not lead the partition any more',
  ],
  'offsets.appended': ({ groupId, producerId, offsets }) => {
    const amount = offsets.length === 1 ? 'one offset' : `${offsets.length} offsets`
    return producerId === null
      ? `Group ${groupId} committed ${amount}`
      : `The transaction of producer id ${producerId} took in ${amount} of group ${groupId}, which hold when it commits`
  },
  'offsets.deleted': ({ groupId, deletedTopics, partitions }) => [
    `The offsets of group ${groupId} in ${placeNames(deletedTopics, partitions).join(', ')} were deleted`,
    deletedTopics.length === 1 ? 'the topic was deleted' : 'the topics were deleted',
  ],
  'offsets.settled': ({ partitionIndex, producerId, isCommitted }) => [
    isCommitted
      ? `The offsets that the transaction of producer id ${producerId} took in hold from now on`
      : `The offsets that the transaction of producer id ${producerId} took in were dropped`,
    `its marker is in __consumer_offsets-${partitionIndex}`,
  ],
}
