// An answer that is nothing but an error, in the form of each API: what a client sees of a broker that fails before it does anything.
import { kafkaError } from '../../../schema/kafka/errors.ts'
import type { KafkaErrorName } from '../../../schema/kafka/errors.ts'
import type { DescribedTransaction } from '../../../schema/kafka/requests/describe-transactions.ts'
import type { KafkaApi, KafkaApis } from '../../../schema/kafka/requests/apis.ts'
import type { Reply } from '../decision.ts'
import type { RequestInput } from '../input.ts'
import { commitErrorForVersion } from '../transaction/request-checks.ts'

type Failure = { readonly error: KafkaErrorName; readonly message: string | null }
type Makers = { readonly [Api in KafkaApi]: (request: KafkaApis[Api]['request'], failure: Failure) => KafkaApis[Api]['response'] }

const NO_RECORDS = new Uint8Array(0)

const MAKERS: Makers = {
  Produce: ({ topicData }, { error, message: errorMessage }) => ({
    responses: topicData.map(({ name, partitionData }) => ({
      name,
      partitionResponses: partitionData.map(({ index }) => {
        return { index, error, errorMessage, baseOffset: -1, logAppendTimeMs: -1, logStartOffset: -1 }
      }),
    })),
  }),
  Fetch: ({ topics }, { error }) => ({
    responses: topics.map(({ topic, topicId, partitions }) => ({
      topic,
      topicId: topicId ?? '',
      partitions: partitions.map(({ partition }) => {
        return { partitionIndex: partition, error, highWatermark: -1, lastStableOffset: -1, logStartOffset: -1, records: NO_RECORDS }
      }),
    })),
  }),
  ListOffsets: ({ topics }, { error }) => ({
    topics: topics.map(({ name, partitions }) => ({
      name,
      partitions: partitions.map(({ partitionIndex }) => ({ partitionIndex, error, timestamp: -1, offset: -1, leaderEpoch: -1 })),
    })),
  }),
  ApiVersions: (_, { error }) => ({ error, finalizedFeaturesEpoch: -1, finalizedFeatures: [] }),
  Metadata: ({ topics, topicIds = [] }, { error }) => ({
    clusterId: '',
    clock: { mode: 'realtime', offsetMs: 0, heldMs: 0 },
    controllerId: -1,
    brokers: [],
    topics: [
      ...topicIds.map((topicId) => ({ error, name: '', topicId, isInternal: false, partitions: [] })),
      ...(topics ?? []).map((name) => ({ error, name, topicId: '', isInternal: false, partitions: [] })),
    ],
  }),
  CreateTopics: ({ topics }, { error, message: errorMessage }) => ({
    topics: topics.map(({ name }) => {
      return { name, topicId: null, error, errorMessage, numPartitions: -1, replicationFactor: -1, configs: [] }
    }),
  }),
  DeleteTopics: ({ topicNames, topicIds = [] }, { error, message: errorMessage }) => ({
    responses: [
      ...topicNames.map((name) => ({ name, topicId: null, error, errorMessage })),
      ...topicIds.map((topicId) => ({ name: null, topicId, error, errorMessage })),
    ],
  }),
  DescribeConfigs: ({ resources }, { error, message: errorMessage }) => ({
    results: resources.map(({ resourceType, resourceName }) => ({ error, errorMessage, resourceType, resourceName, configs: [] })),
  }),
  CreatePartitions: ({ topics }, { error, message: errorMessage }) => ({
    results: topics.map(({ name }) => ({ name, error, errorMessage })),
  }),
  IncrementalAlterConfigs: ({ resources }, { error, message: errorMessage }) => ({
    responses: resources.map(({ resourceType, resourceName }) => ({ error, errorMessage, resourceType, resourceName })),
  }),
  AlterConfigs: ({ resources }, { error, message: errorMessage }) => ({
    responses: resources.map(({ resourceType, resourceName }) => ({ error, errorMessage, resourceType, resourceName })),
  }),
  ListConfigResources: (_, { error }) => ({ error, configResources: [] }),
  UpdateFeatures: (_, { error, message: errorMessage }) => ({ error, errorMessage }),
  ElectLeaders: ({ topicPartitions }, { error, message: errorMessage }) => ({
    error,
    replicaElectionResults: (topicPartitions ?? []).map(({ topic, partitions }) => ({
      topic,
      partitionResult: partitions.map((partitionId) => ({ partitionId, error, errorMessage })),
    })),
  }),
  AlterPartitionReassignments: ({ topics }, { error, message: errorMessage }) => ({
    error,
    errorMessage,
    responses: topics.map(({ name, partitions }) => ({
      name,
      partitions: partitions.map(({ partitionIndex }) => ({ partitionIndex, error, errorMessage })),
    })),
  }),
  ListPartitionReassignments: (_, { error, message: errorMessage }) => ({ error, errorMessage, topics: [] }),
  DeleteRecords: ({ topics }, { error }) => ({
    topics: topics.map(({ name, partitions }) => ({
      name,
      partitions: partitions.map(({ partitionIndex }) => ({ partitionIndex, lowWatermark: -1, error })),
    })),
  }),
  OffsetForLeaderEpoch: ({ topics }, { error }) => ({
    topics: topics.map(({ topic, partitions }) => ({
      topic,
      partitions: partitions.map(({ partition }) => ({ partition, error, leaderEpoch: -1, endOffset: -1 })),
    })),
  }),
  DescribeLogDirs: (_, { error }) => ({ error, results: [] }),
  DescribeQuorum: (_, { error, message: errorMessage }) => ({
    error,
    errorMessage,
    leaderId: -1,
    leaderEpoch: -1,
    highWatermark: -1,
    currentVoters: [],
    observers: [],
    nodes: [],
  }),
  DescribeCluster: ({ endpointType }, { error, message: errorMessage }) => ({
    error,
    errorMessage,
    endpointType,
    clusterId: '',
    controllerId: -1,
    brokers: [],
  }),
  DescribeTopicPartitions: ({ topics }, { error }) => ({
    topics: topics.map(({ name }) => ({ error, name, topicId: '', isInternal: false, partitions: [] })),
    nextCursor: null,
  }),
  InitProducerId: (_, { error }) => ({ error, producerId: -1, producerEpoch: -1 }),
  AddPartitionsToTxn: ({ topics }, { error }) => ({
    topics: topics.map(({ name, partitions }) => ({
      name,
      partitions: partitions.map((partitionIndex) => ({ partitionIndex, error })),
    })),
  }),
  AddOffsetsToTxn: (_, { error }) => ({ error }),
  TxnOffsetCommit: ({ apiVersion, topics }, { error }) => ({
    topics: topics.map(({ name, partitions }) => ({
      name,
      partitions: partitions.map(({ partitionIndex }) => ({ partitionIndex, error: commitErrorForVersion(apiVersion, error) })),
    })),
  }),
  EndTxn: (_, { error }) => ({ error, producerId: -1, producerEpoch: -1 }),
  WriteTxnMarkers: ({ markers }, { error }) => ({
    markers: markers.map(({ producerId, topics }) => ({
      producerId,
      topics: topics.map(({ name, partitionIndexes }) => ({
        name,
        partitions: partitionIndexes.map((partitionIndex) => ({ partitionIndex, error })),
      })),
    })),
  }),
  DescribeProducers: ({ topics }, { error, message: errorMessage }) => ({
    topics: topics.map(({ name, partitionIndexes }) => ({
      name,
      partitions: partitionIndexes.map((partitionIndex) => ({ partitionIndex, error, errorMessage, activeProducers: [] })),
    })),
  }),
  DescribeTransactions: ({ transactionalIds }, { error }) => ({
    transactionStates: transactionalIds.map((transactionalId) => undescribed(transactionalId, error)),
  }),
  ListTransactions: (_, { error }) => ({ error, unknownStateFilters: [], transactionStates: [] }),
  FindCoordinator: ({ coordinatorKeys }, { error, message: errorMessage }) => ({
    coordinators: coordinatorKeys.map((key) => ({ key, error, errorMessage, nodeId: -1, host: '', port: -1 })),
  }),
  JoinGroup: ({ memberId }, { error }) => ({
    error,
    generationId: -1,
    protocolType: null,
    protocolName: null,
    leader: '',
    skipAssignment: false,
    memberId,
    members: [],
  }),
  SyncGroup: (_, { error }) => ({ error, protocolType: null, protocolName: null, assignment: NO_RECORDS }),
  Heartbeat: (_, { error }) => ({ error }),
  LeaveGroup: (_, { error }) => ({ error, members: [] }),
  OffsetCommit: ({ topics }, { error }) => ({
    topics: topics.map(({ partitions, ...named }) => ({
      ...named,
      partitions: partitions.map(({ partitionIndex }) => ({ partitionIndex, error })),
    })),
  }),
  OffsetDelete: (_, { error }) => ({ error, topics: [] }),
  DeleteGroups: ({ groupIds }, { error }) => ({ results: groupIds.map((groupId) => ({ groupId, error })) }),
  ListGroups: (_, { error }) => ({ error, groups: [] }),
  DescribeGroups: ({ groupIds }, { error, message: errorMessage }) => ({
    groups: groupIds.map((groupId) => {
      return { error, errorMessage, groupId, groupState: '', protocolType: '', protocolData: '', members: [] }
    }),
  }),
  ConsumerGroupHeartbeat: ({ memberId }, { error, message: errorMessage }) => ({
    error,
    errorMessage,
    memberId,
    memberEpoch: 0,
    heartbeatIntervalMs: 0,
    assignment: null,
  }),
  ConsumerGroupDescribe: ({ groupIds }, { error, message: errorMessage }) => ({
    groups: groupIds.map((groupId) => ({
      error,
      errorMessage,
      groupId,
      groupState: '',
      groupEpoch: 0,
      assignmentEpoch: 0,
      assignorName: '',
      members: [],
    })),
  }),
  DescribeAcls: (_, { error, message: errorMessage }) => ({ error, errorMessage, acls: [] }),
  CreateAcls: ({ creations }, { error, message: errorMessage }) => ({ results: creations.map(() => ({ error, errorMessage })) }),
  DeleteAcls: ({ filters }, { error, message: errorMessage }) => ({
    filterResults: filters.map(() => ({ error, errorMessage, matchingAcls: [] })),
  }),
  DescribeClientQuotas: (_, { error, message: errorMessage }) => ({ error, errorMessage, entries: [] }),
  AlterClientQuotas: ({ entries }, { error, message: errorMessage }) => ({
    entries: entries.map(({ entity }) => ({ error, errorMessage, entity })),
  }),
  OffsetFetch: ({ topics }, { error }) => ({
    error,
    topics: (topics ?? []).map(({ name, topicId = '', partitionIndexes }) => ({
      name,
      topicId,
      partitions: partitionIndexes.map((partitionIndex) => {
        return { partitionIndex, error, committedOffset: -1, committedLeaderEpoch: -1, metadata: '' }
      }),
    })),
  }),
}

/** A transactional id of which nothing can be told. */
export function undescribed(transactionalId: string, error: KafkaErrorName): DescribedTransaction {
  return {
    error,
    transactionalId,
    transactionState: '',
    transactionTimeoutMs: 0,
    transactionStartTimeMs: -1,
    producerId: -1,
    producerEpoch: -1,
    topics: [],
  }
}

export function errorReply(input: RequestInput, error: KafkaErrorName, message: string | null): Reply {
  // The table has a maker for each API, and `input` carries the request of its own; the compiler cannot see that the two belong together.
  const make = MAKERS[input.api] as (request: unknown, failure: Failure) => never
  const response = make(input.request, { error, message: message ?? kafkaError(error).message })
  return { requestId: input.requestId, api: input.api, response } as Reply
}
