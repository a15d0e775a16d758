// The tables from input to handler. Deciding changes nothing: what it returns is applied by apply.ts and stored by the shell.
import { decideAppAction } from './app/app-action.ts'
import { unreachable } from './assert.ts'
import type { ClusterView } from './cluster.ts'
import type { ActionDecision, Decision } from './decision.ts'
import { decideEndFault, decideStartFault } from './faults/fault-action.ts'
import { decideNodeAction } from './faults/node-action.ts'
import type { ActionInput, RequestInput } from './input.ts'
import type { LogReader } from './log/log-reader.ts'
import { decideAddOffsetsToTxn } from './request/add-offsets-to-txn.ts'
import { decideAddPartitionsToTxn } from './request/add-partitions-to-txn.ts'
import { decideAlterConfigs } from './request/alter-configs.ts'
import { decideAlterPartitionReassignments } from './request/alter-partition-reassignments.ts'
import { decideApiVersions } from './request/api-versions.ts'
import { decideCreatePartitions } from './request/create-partitions.ts'
import { decideCreateTopics } from './request/create-topics.ts'
import { decideDeleteRecords } from './request/delete-records.ts'
import { decideDeleteTopics } from './request/delete-topics.ts'
import { decideDescribeCluster } from './request/describe-cluster.ts'
import { decideDescribeConfigs } from './request/describe-configs.ts'
import { decideDescribeLogDirs } from './request/describe-log-dirs.ts'
import { decideDescribeProducers } from './request/describe-producers.ts'
import { decideDescribeQuorum } from './request/describe-quorum.ts'
import { decideDescribeTopicPartitions } from './request/describe-topic-partitions.ts'
import { decideDescribeTransactions } from './request/describe-transactions.ts'
import { decideElectLeaders } from './request/elect-leaders.ts'
import { decideEndTxn } from './request/end-txn.ts'
import { decideFetch } from './request/fetch.ts'
import { decideFindCoordinator } from './request/find-coordinator.ts'
import { decideIncrementalAlterConfigs } from './request/incremental-alter-configs.ts'
import { decideInitProducerId } from './request/init-producer-id.ts'
import { decideListConfigResources } from './request/list-config-resources.ts'
import { decideListOffsets } from './request/list-offsets.ts'
import { decideListPartitionReassignments } from './request/list-partition-reassignments.ts'
import { decideListTransactions } from './request/list-transactions.ts'
import { decideHostedAction } from './hosted/hosted-action.ts'
import { decideMetadata } from './request/metadata.ts'
import { decideOffsetForLeaderEpoch } from './request/offset-for-leader-epoch.ts'
import { decideOffsetFetch } from './request/offset-fetch.ts'
import { decideOnItsWay } from './request/on-its-way.ts'
import { decideProduce } from './request/produce.ts'
import { decideJoinGroup } from './request/join-group.ts'
import { decideSyncGroup } from './request/sync-group.ts'
import { decideHeartbeat } from './request/heartbeat.ts'
import { decideLeaveGroup } from './request/leave-group.ts'
import { decideOffsetCommit } from './request/offset-commit.ts'
import { decideOffsetDelete } from './request/offset-delete.ts'
import { decideDeleteGroups } from './request/delete-groups.ts'
import { decideListGroups } from './request/list-groups.ts'
import { decideDescribeGroups } from './request/describe-groups.ts'
import { decideConsumerGroupHeartbeat } from './request/consumer-group-heartbeat.ts'
import { decideConsumerGroupDescribe } from './request/consumer-group-describe.ts'
import { decideUpdateFeatures } from './request/update-features.ts'
import { decideWriteTxnMarkers } from './request/write-txn-markers.ts'
import { decideTxnOffsetCommit } from './request/txn-offset-commit.ts'
import { decideDescribeAcls } from './request/describe-acls.ts'
import { decideCreateAcls } from './request/create-acls.ts'
import { decideDeleteAcls } from './request/delete-acls.ts'
import { decideDescribeClientQuotas } from './request/describe-client-quotas.ts'
import { decideAlterClientQuotas } from './request/alter-client-quotas.ts'
import type { Rules } from './rules.ts'
import { Step } from './step.ts'

/** One Kafka request, with what the network and the faults make of it. */
export function decideRequest(cluster: ClusterView, input: RequestInput, reader: LogReader, rules?: Rules): Decision {
  return decideOnItsWay(new Step(cluster, input.nowMs, reader, rules), input, decideHandled)
}

/** What the broker does with a request that reached it. */
export function decideHandled(step: Step, input: RequestInput): Decision {
  switch (input.api) {
    case 'Produce':
      return decideProduce(step, input.request, input)
    case 'Fetch':
      return decideFetch(step, input.request, input)
    case 'ListOffsets':
      return decideListOffsets(step, input.request, input.brokerId)
    case 'Metadata':
      return decideMetadata(step, input.request)
    case 'CreateTopics':
      return decideCreateTopics(step, input.request)
    case 'DeleteTopics':
      return decideDeleteTopics(step, input.request)
    case 'DescribeConfigs':
      return decideDescribeConfigs(step.cluster, input.request, input.brokerId)
    case 'CreatePartitions':
      return decideCreatePartitions(step, input.request)
    case 'IncrementalAlterConfigs':
      return decideIncrementalAlterConfigs(step, input.request, input.brokerId)
    case 'AlterConfigs':
      return decideAlterConfigs(step, input.request, input.brokerId)
    case 'ListConfigResources':
      return decideListConfigResources(step.cluster, input.request)
    case 'UpdateFeatures':
      return decideUpdateFeatures(step.cluster, input.request)
    case 'ApiVersions':
      return decideApiVersions(step.cluster)
    case 'AlterPartitionReassignments':
      return decideAlterPartitionReassignments(step, input.request)
    case 'DeleteRecords':
      return decideDeleteRecords(step, input.request, input.brokerId)
    case 'DescribeCluster':
      return decideDescribeCluster(step.cluster, input.request)
    case 'DescribeLogDirs':
      return decideDescribeLogDirs(step, input.request, input.brokerId)
    case 'DescribeQuorum':
      return decideDescribeQuorum(step, input.request)
    case 'DescribeTopicPartitions':
      return decideDescribeTopicPartitions(step.cluster, input.request)
    case 'DescribeProducers':
      return decideDescribeProducers(step, input.request, input.brokerId)
    case 'ElectLeaders':
      return decideElectLeaders(step, input.request)
    case 'ListPartitionReassignments':
      return decideListPartitionReassignments(step.cluster, input.request)
    case 'OffsetForLeaderEpoch':
      return decideOffsetForLeaderEpoch(step.cluster, input.request, input.brokerId)
    case 'InitProducerId':
      return decideInitProducerId(step, input)
    case 'AddPartitionsToTxn':
      return decideAddPartitionsToTxn(step, input)
    case 'AddOffsetsToTxn':
      return decideAddOffsetsToTxn(step, input)
    case 'TxnOffsetCommit':
      return decideTxnOffsetCommit(step, input)
    case 'EndTxn':
      return decideEndTxn(step, input)
    case 'WriteTxnMarkers':
      return decideWriteTxnMarkers(step, input.request, input.brokerId)
    case 'DescribeTransactions':
      return decideDescribeTransactions(step.cluster, input)
    case 'ListTransactions':
      return decideListTransactions(step.cluster, input)
    case 'FindCoordinator':
      return decideFindCoordinator(step, input)
    case 'OffsetFetch':
      return decideOffsetFetch(step.cluster, input.request, input.brokerId)
    case 'JoinGroup':
      return decideJoinGroup(step, input)
    case 'SyncGroup':
      return decideSyncGroup(step, input)
    case 'Heartbeat':
      return decideHeartbeat(step, input)
    case 'LeaveGroup':
      return decideLeaveGroup(step, input)
    case 'OffsetCommit':
      return decideOffsetCommit(step, input)
    case 'OffsetDelete':
      return decideOffsetDelete(step, input)
    case 'DeleteGroups':
      return decideDeleteGroups(step, input)
    case 'ListGroups':
      return decideListGroups(step, input)
    case 'DescribeGroups':
      return decideDescribeGroups(step, input)
    case 'ConsumerGroupHeartbeat':
      return decideConsumerGroupHeartbeat(step, input)
    case 'ConsumerGroupDescribe':
      return decideConsumerGroupDescribe(step, input)
    case 'DescribeAcls':
      return decideDescribeAcls(step.cluster, input.request)
    case 'CreateAcls':
      return decideCreateAcls(step, input.request)
    case 'DeleteAcls':
      return decideDeleteAcls(step, input.request)
    case 'DescribeClientQuotas':
      return decideDescribeClientQuotas(step.cluster, input.request)
    case 'AlterClientQuotas':
      return decideAlterClientQuotas(step, input.request)
    default:
      return unreachable(input)
  }
}

export function decideAction(cluster: ClusterView, input: ActionInput, reader: LogReader): ActionDecision {
  switch (input.kind) {
    case 'node':
      return decideNodeAction(cluster, input, reader)
    case 'startFault':
      return decideStartFault(cluster, input.spec, input.durationMs, input.nowMs, reader)
    case 'endFault':
      return decideEndFault(cluster, input.faultId, input.nowMs, reader)
    case 'createConsumer':
    case 'keepConsumer':
    case 'removeConsumer':
      return decideHostedAction(cluster, input)
    case 'createApp':
    case 'changeApp':
    case 'controlApp':
    case 'sendRecord':
    case 'removeApp':
      return decideAppAction(cluster, input, reader)
    default:
      return unreachable(input)
  }
}
