// Every Kafka API that the cluster answers, as one table from its name to its request and response. The REST routes, the JSON socket
// and (later) the wire protocol are codecs in front of exactly these.
import type { AddOffsetsToTxnRequest, AddOffsetsToTxnResponse } from './add-offsets-to-txn.ts'
import type { AddPartitionsToTxnRequest, AddPartitionsToTxnResponse } from './add-partitions-to-txn.ts'
import type { AlterConfigsRequest, AlterConfigsResponse } from './alter-configs.ts'
import type { AlterPartitionReassignmentsRequest, AlterPartitionReassignmentsResponse } from './alter-partition-reassignments.ts'
import type { ApiVersionsRequest, ApiVersionsResponse } from './api-versions.ts'
import type {
  AlterClientQuotasRequest,
  AlterClientQuotasResponse,
  DescribeClientQuotasRequest,
  DescribeClientQuotasResponse,
} from './client-quotas.ts'
import type { ConsumerGroupDescribeRequest, ConsumerGroupDescribeResponse } from './consumer-group-describe.ts'
import type { ConsumerGroupHeartbeatRequest, ConsumerGroupHeartbeatResponse } from './consumer-group-heartbeat.ts'
import type { CreateAclsRequest, CreateAclsResponse } from './create-acls.ts'
import type { CreatePartitionsRequest, CreatePartitionsResponse } from './create-partitions.ts'
import type { CreateTopicsRequest, CreateTopicsResponse } from './create-topics.ts'
import type { DeleteAclsRequest, DeleteAclsResponse } from './delete-acls.ts'
import type { DeleteGroupsRequest, DeleteGroupsResponse } from './delete-groups.ts'
import type { DeleteRecordsRequest, DeleteRecordsResponse } from './delete-records.ts'
import type { DeleteTopicsRequest, DeleteTopicsResponse } from './delete-topics.ts'
import type { DescribeAclsRequest, DescribeAclsResponse } from './describe-acls.ts'
import type { DescribeClusterRequest, DescribeClusterResponse } from './describe-cluster.ts'
import type { DescribeConfigsRequest, DescribeConfigsResponse } from './describe-configs.ts'
import type { DescribeGroupsRequest, DescribeGroupsResponse } from './describe-groups.ts'
import type { DescribeLogDirsRequest, DescribeLogDirsResponse } from './describe-log-dirs.ts'
import type { DescribeProducersRequest, DescribeProducersResponse } from './describe-producers.ts'
import type { DescribeQuorumRequest, DescribeQuorumResponse } from './describe-quorum.ts'
import type { DescribeTopicPartitionsRequest, DescribeTopicPartitionsResponse } from './describe-topic-partitions.ts'
import type { DescribeTransactionsRequest, DescribeTransactionsResponse } from './describe-transactions.ts'
import type { ElectLeadersRequest, ElectLeadersResponse } from './elect-leaders.ts'
import type { EndTxnRequest, EndTxnResponse } from './end-txn.ts'
import type { FetchRequest, FetchResponse } from './fetch.ts'
import type { FindCoordinatorRequest, FindCoordinatorResponse } from './find-coordinator.ts'
import type { HeartbeatRequest, HeartbeatResponse } from './heartbeat.ts'
import type { IncrementalAlterConfigsRequest, IncrementalAlterConfigsResponse } from './incremental-alter-configs.ts'
import type { InitProducerIdRequest, InitProducerIdResponse } from './init-producer-id.ts'
import type { JoinGroupRequest, JoinGroupResponse } from './join-group.ts'
import type { LeaveGroupRequest, LeaveGroupResponse } from './leave-group.ts'
import type { ListConfigResourcesRequest, ListConfigResourcesResponse } from './list-config-resources.ts'
import type { ListGroupsRequest, ListGroupsResponse } from './list-groups.ts'
import type { ListOffsetsRequest, ListOffsetsResponse } from './list-offsets.ts'
import type { ListPartitionReassignmentsRequest, ListPartitionReassignmentsResponse } from './list-partition-reassignments.ts'
import type { ListTransactionsRequest, ListTransactionsResponse } from './list-transactions.ts'
import type { MetadataRequest, MetadataResponse } from './metadata.ts'
import type { OffsetCommitRequest, OffsetCommitResponse } from './offset-commit.ts'
import type { OffsetDeleteRequest, OffsetDeleteResponse } from './offset-delete.ts'
import type { OffsetFetchRequest, OffsetFetchResponse } from './offset-fetch.ts'
import type { OffsetForLeaderEpochRequest, OffsetForLeaderEpochResponse } from './offset-for-leader-epoch.ts'
import type { ProduceRequest, ProduceResponse } from './produce.ts'
import type { SyncGroupRequest, SyncGroupResponse } from './sync-group.ts'
import type { TxnOffsetCommitRequest, TxnOffsetCommitResponse } from './txn-offset-commit.ts'
import type { UpdateFeaturesRequest, UpdateFeaturesResponse } from './update-features.ts'
import type { WriteTxnMarkersRequest, WriteTxnMarkersResponse } from './write-txn-markers.ts'

export type KafkaApis = {
  Produce: { request: ProduceRequest; response: ProduceResponse }
  Fetch: { request: FetchRequest; response: FetchResponse }
  ListOffsets: { request: ListOffsetsRequest; response: ListOffsetsResponse }
  ApiVersions: { request: ApiVersionsRequest; response: ApiVersionsResponse }
  Metadata: { request: MetadataRequest; response: MetadataResponse }
  CreateTopics: { request: CreateTopicsRequest; response: CreateTopicsResponse }
  DeleteTopics: { request: DeleteTopicsRequest; response: DeleteTopicsResponse }
  DescribeConfigs: { request: DescribeConfigsRequest; response: DescribeConfigsResponse }
  CreatePartitions: { request: CreatePartitionsRequest; response: CreatePartitionsResponse }
  AlterConfigs: { request: AlterConfigsRequest; response: AlterConfigsResponse }
  IncrementalAlterConfigs: { request: IncrementalAlterConfigsRequest; response: IncrementalAlterConfigsResponse }
  AlterPartitionReassignments: { request: AlterPartitionReassignmentsRequest; response: AlterPartitionReassignmentsResponse }
  DeleteRecords: { request: DeleteRecordsRequest; response: DeleteRecordsResponse }
  DescribeCluster: { request: DescribeClusterRequest; response: DescribeClusterResponse }
  DescribeLogDirs: { request: DescribeLogDirsRequest; response: DescribeLogDirsResponse }
  DescribeQuorum: { request: DescribeQuorumRequest; response: DescribeQuorumResponse }
  DescribeTopicPartitions: { request: DescribeTopicPartitionsRequest; response: DescribeTopicPartitionsResponse }
  ElectLeaders: { request: ElectLeadersRequest; response: ElectLeadersResponse }
  ListConfigResources: { request: ListConfigResourcesRequest; response: ListConfigResourcesResponse }
  ListPartitionReassignments: { request: ListPartitionReassignmentsRequest; response: ListPartitionReassignmentsResponse }
  UpdateFeatures: { request: UpdateFeaturesRequest; response: UpdateFeaturesResponse }
  OffsetForLeaderEpoch: { request: OffsetForLeaderEpochRequest; response: OffsetForLeaderEpochResponse }
  InitProducerId: { request: InitProducerIdRequest; response: InitProducerIdResponse }
  AddPartitionsToTxn: { request: AddPartitionsToTxnRequest; response: AddPartitionsToTxnResponse }
  AddOffsetsToTxn: { request: AddOffsetsToTxnRequest; response: AddOffsetsToTxnResponse }
  TxnOffsetCommit: { request: TxnOffsetCommitRequest; response: TxnOffsetCommitResponse }
  EndTxn: { request: EndTxnRequest; response: EndTxnResponse }
  WriteTxnMarkers: { request: WriteTxnMarkersRequest; response: WriteTxnMarkersResponse }
  DescribeProducers: { request: DescribeProducersRequest; response: DescribeProducersResponse }
  DescribeTransactions: { request: DescribeTransactionsRequest; response: DescribeTransactionsResponse }
  ListTransactions: { request: ListTransactionsRequest; response: ListTransactionsResponse }
  FindCoordinator: { request: FindCoordinatorRequest; response: FindCoordinatorResponse }
  OffsetFetch: { request: OffsetFetchRequest; response: OffsetFetchResponse }
  JoinGroup: { request: JoinGroupRequest; response: JoinGroupResponse }
  SyncGroup: { request: SyncGroupRequest; response: SyncGroupResponse }
  Heartbeat: { request: HeartbeatRequest; response: HeartbeatResponse }
  LeaveGroup: { request: LeaveGroupRequest; response: LeaveGroupResponse }
  OffsetCommit: { request: OffsetCommitRequest; response: OffsetCommitResponse }
  OffsetDelete: { request: OffsetDeleteRequest; response: OffsetDeleteResponse }
  DeleteGroups: { request: DeleteGroupsRequest; response: DeleteGroupsResponse }
  ListGroups: { request: ListGroupsRequest; response: ListGroupsResponse }
  DescribeGroups: { request: DescribeGroupsRequest; response: DescribeGroupsResponse }
  ConsumerGroupHeartbeat: { request: ConsumerGroupHeartbeatRequest; response: ConsumerGroupHeartbeatResponse }
  ConsumerGroupDescribe: { request: ConsumerGroupDescribeRequest; response: ConsumerGroupDescribeResponse }
  DescribeAcls: { request: DescribeAclsRequest; response: DescribeAclsResponse }
  CreateAcls: { request: CreateAclsRequest; response: CreateAclsResponse }
  DeleteAcls: { request: DeleteAclsRequest; response: DeleteAclsResponse }
  DescribeClientQuotas: { request: DescribeClientQuotasRequest; response: DescribeClientQuotasResponse }
  AlterClientQuotas: { request: AlterClientQuotasRequest; response: AlterClientQuotasResponse }
}

export type KafkaApi = keyof KafkaApis

/** One request with its API's name. */
export type RequestOf<Api extends KafkaApi> = { readonly api: Api; readonly request: KafkaApis[Api]['request'] }

/** Any request, as a union that narrows on `api`. */
export type KafkaRequest = { [Api in KafkaApi]: RequestOf<Api> }[KafkaApi]
