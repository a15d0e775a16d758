// What a broker believes of a partition. Brokers follow the metadata log; one that is paused or cut off believes what it last read, which is
// how a leader that was voted out goes on taking writes.
import { viewKey } from '../cluster.ts'
import type { BrokerView, PartitionView, TopicView } from '../cluster.ts'
import type { PartitionRegistration } from '../controller/partition-registration.ts'
import type { DeepReadonly } from '../deep-readonly.ts'

export function believed(broker: BrokerView, { topicId }: TopicView, partition: PartitionView): DeepReadonly<PartitionRegistration> {
  return broker.staleView?.[viewKey(topicId, partition.partitionIndex)] ?? partition
}

/** Whether the broker believes what is so. */
export function isUpToDate(broker: BrokerView, { topicId }: TopicView, partition: PartitionView): boolean {
  return broker.staleView?.[viewKey(topicId, partition.partitionIndex)] === undefined
}
