// Every Kafka API that the cluster answers, as one table from its name to its request and response. The REST routes, the JSON socket
// and (later) the wire protocol are codecs in front of exactly these.
import type { AlterPartitionReassignmentsRequest, AlterPartitionReassignmentsResponse } from './alter-partition-reassignments.ts'
import type { CreatePartitionsRequest, CreatePartitionsResponse } from './create-partitions.ts'
import type { CreateTopicsRequest, CreateTopicsResponse } from './create-topics.ts'
import type { DeleteRecordsRequest, DeleteRecordsResponse } from './delete-records.ts'
import type { DeleteTopicsRequest, DeleteTopicsResponse } from './delete-topics.ts'
import type { DescribeClusterRequest, DescribeClusterResponse } from './describe-cluster.ts'
import type { DescribeConfigsRequest, DescribeConfigsResponse } from './describe-configs.ts'
import type { DescribeLogDirsRequest, DescribeLogDirsResponse } from './describe-log-dirs.ts'
import type { DescribeQuorumRequest, DescribeQuorumResponse } from './describe-quorum.ts'
import type { DescribeTopicPartitionsRequest, DescribeTopicPartitionsResponse } from './describe-topic-partitions.ts'
import type { ElectLeadersRequest, ElectLeadersResponse } from './elect-leaders.ts'
import type { FetchRequest, FetchResponse } from './fetch.ts'
import type { IncrementalAlterConfigsRequest, IncrementalAlterConfigsResponse } from './incremental-alter-configs.ts'
import type { ListOffsetsRequest, ListOffsetsResponse } from './list-offsets.ts'
import type { ListPartitionReassignmentsRequest, ListPartitionReassignmentsResponse } from './list-partition-reassignments.ts'
import type { MetadataRequest, MetadataResponse } from './metadata.ts'
import type { OffsetForLeaderEpochRequest, OffsetForLeaderEpochResponse } from './offset-for-leader-epoch.ts'
import type { ProduceRequest, ProduceResponse } from './produce.ts'

export type KafkaApis = {
  Produce: { request: ProduceRequest; response: ProduceResponse }
  Fetch: { request: FetchRequest; response: FetchResponse }
  ListOffsets: { request: ListOffsetsRequest; response: ListOffsetsResponse }
  Metadata: { request: MetadataRequest; response: MetadataResponse }
  CreateTopics: { request: CreateTopicsRequest; response: CreateTopicsResponse }
  DeleteTopics: { request: DeleteTopicsRequest; response: DeleteTopicsResponse }
  DescribeConfigs: { request: DescribeConfigsRequest; response: DescribeConfigsResponse }
  CreatePartitions: { request: CreatePartitionsRequest; response: CreatePartitionsResponse }
  IncrementalAlterConfigs: { request: IncrementalAlterConfigsRequest; response: IncrementalAlterConfigsResponse }
  AlterPartitionReassignments: { request: AlterPartitionReassignmentsRequest; response: AlterPartitionReassignmentsResponse }
  DeleteRecords: { request: DeleteRecordsRequest; response: DeleteRecordsResponse }
  DescribeCluster: { request: DescribeClusterRequest; response: DescribeClusterResponse }
  DescribeLogDirs: { request: DescribeLogDirsRequest; response: DescribeLogDirsResponse }
  DescribeQuorum: { request: DescribeQuorumRequest; response: DescribeQuorumResponse }
  DescribeTopicPartitions: { request: DescribeTopicPartitionsRequest; response: DescribeTopicPartitionsResponse }
  ElectLeaders: { request: ElectLeadersRequest; response: ElectLeadersResponse }
  ListPartitionReassignments: { request: ListPartitionReassignmentsRequest; response: ListPartitionReassignmentsResponse }
  OffsetForLeaderEpoch: { request: OffsetForLeaderEpochRequest; response: OffsetForLeaderEpochResponse }
}

export type KafkaApi = keyof KafkaApis

/** One request with its API's name. */
export type RequestOf<Api extends KafkaApi> = { readonly api: Api; readonly request: KafkaApis[Api]['request'] }

/** Any request, as a union that narrows on `api`. */
export type KafkaRequest = { [Api in KafkaApi]: RequestOf<Api> }[KafkaApi]
