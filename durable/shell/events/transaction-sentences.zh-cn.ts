// What coordinators do, in Simplified Chinese.
import { partitionName, placeNames } from './sentences.ts'
import type { TransactionSentences } from './sentences.ts'

export const transactionSentences: TransactionSentences = {
  'transactions.loaded': ({ brokerId, partitionIndex, transactions }) => [
    `broker ${brokerId} 成为 __transaction_state-${partitionIndex} 的事务协调者，从日志中加载了 ${transactions.length} 个事务 ID`,
    '谁是该分区的 Leader，谁就协调其中的事务',
  ],
  'transactions.unloaded': ({ brokerId, partitionIndex }) => [
    `broker ${brokerId} 不再是 __transaction_state-${partitionIndex} 的事务协调者`,
    '它已不是该分区的 Leader',
  ],
  'transaction.prepared': ({ transactionalId, transition: { state, producerId, producerEpoch }, requiredOffset, partitionIndex }) =>
    `协调者写下事务 ${transactionalId} 将变为 ${state}（生产者 ID ${producerId}，纪元 ${producerEpoch}），待 __transaction_state-${partitionIndex} 的高水位 (HW) 到达 ${requiredOffset} 后生效`,
  'transaction.moved': ({ transactionalId, from, state, producerId, producerEpoch }) => [
    `事务 ${transactionalId} 从 ${from} 变为 ${state}（生产者 ID ${producerId}，纪元 ${producerEpoch}）`,
    '协调者分区的 ISR 副本都已写入',
  ],
  'transaction.removed': ({ transactionalId }) => [
    `事务 ID ${transactionalId} 已被遗忘`,
    '它在 transactional.id.expiration.ms 内没有被使用',
  ],
  'marker.moved': ({ transactionalId, marker, progress, isCommit }) => {
    const what = `事务 ${transactionalId} 的 ${isCommit ? 'COMMIT' : 'ABORT'} 标记`
    const where = partitionName(marker)
    switch (progress.phase) {
      case 'waiting':
        return progress.retryMs === null
          ? [`${what}需要重新发往 ${where}`, '写入或接收它的 Leader 已不在']
          : [`${what}在发往 ${where} 的途中丢失`, '网络会丢消息']
      case 'sent':
        return [`${what}正在发往 ${where}`, '网络有延迟']
      case 'written':
        return [`${what}已写入 ${where}，等待高水位 (HW) 越过它`, '事务结束时，它涉及的每个分区都要写入一个标记']
    }
  },
  'marker.acknowledged': ({ transactionalId, marker }) => [
    `事务 ${transactionalId} 的协调者已处理完 ${partitionName(marker)}`,
    '标记在那里已提交，或者已不再需要',
  ],
  'offsets.loaded': ({ brokerId, partitionIndex, groups }) => [
    `broker ${brokerId} 成为 __consumer_offsets-${partitionIndex} 的组协调者，从日志中加载了 ${groups.length} 个消费者组的位移`,
    '谁是该分区的 Leader，谁就协调其中的消费者组',
  ],
  'offsets.unloaded': ({ brokerId, partitionIndex }) => [
    `broker ${brokerId} 不再是 __consumer_offsets-${partitionIndex} 的组协调者`,
    '它已不是该分区的 Leader',
  ],
  'offsets.appended': ({ groupId, producerId, offsets }) =>
    producerId === null
      ? `消费者组 ${groupId} 提交了 ${offsets.length} 个位移`
      : `生产者 ID ${producerId} 的事务带上了消费者组 ${groupId} 的 ${offsets.length} 个位移，事务提交后才生效`,
  'offsets.deleted': ({ groupId, deletedTopics, partitions }) => [
    `消费者组 ${groupId} 在 ${placeNames(deletedTopics, partitions).join('、')} 中的位移已删除`,
    '主题已被删除',
  ],
  'offsets.settled': ({ partitionIndex, producerId, isCommitted }) => [
    isCommitted ? `生产者 ID ${producerId} 的事务所带的位移已生效` : `生产者 ID ${producerId} 的事务所带的位移已作废`,
    `它的标记已写入 __consumer_offsets-${partitionIndex}`,
  ],
}
