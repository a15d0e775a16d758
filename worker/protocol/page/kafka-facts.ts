// What a broker of Kafka 4.3 offers to its clients, and which versions of it clients send there: facts for the page about the protocol, and for the
// test that holds us to them. The Java clients of Kafka 4 send the newest version of everything.
// Source: ApiKeys of Kafka 4.3; the sources of kafkajs 2.2.4, librdkafka (July 2026) and @platformatic/kafka.

export type ApiFacts = {
  readonly apiKey: number
  readonly name: string
  readonly lowest: number
  readonly highest: number
  /** Versions that a client sends to such a broker; null for a client that does not know the API. */
  readonly kafkajs: string | null
  readonly librdkafka: string | null
  readonly platformatic: string | null
}

type Row = readonly [
  apiKey: number,
  name: string,
  lowest: number,
  highest: number,
  kafkajs: string | null,
  librdkafka: string | null,
  platformatic: string | null,
]

const ROWS: readonly Row[] = [
  [0, 'Produce', 3, 13, '7', '10', '7-11'],
  [1, 'Fetch', 4, 18, '11', '16', '12-17'],
  [2, 'ListOffsets', 1, 11, '3', '7', '5-9'],
  [3, 'Metadata', 0, 13, '6', '13', '9-12'],
  [8, 'OffsetCommit', 2, 10, '5', '9', '8-9'],
  [9, 'OffsetFetch', 1, 10, '4', '9', '8-9'],
  [10, 'FindCoordinator', 0, 6, '2', '2', '4-6'],
  [11, 'JoinGroup', 0, 9, '5', '5', '6-9'],
  [12, 'Heartbeat', 0, 4, '3', '3', '4'],
  [13, 'LeaveGroup', 0, 5, '3', '1', '4-5'],
  [14, 'SyncGroup', 0, 5, '3', '3', '4-5'],
  [15, 'DescribeGroups', 0, 6, '2', '5', '5'],
  [16, 'ListGroups', 0, 5, '2', '5', '4-5'],
  [17, 'SaslHandshake', 0, 1, '1', '1', '1'],
  [18, 'ApiVersions', 0, 4, '2', '3', '3-4'],
  [19, 'CreateTopics', 2, 7, '3', '4', '7'],
  [20, 'DeleteTopics', 1, 6, '1', '4', '6'],
  [21, 'DeleteRecords', 0, 2, '1', '2', '2'],
  [22, 'InitProducerId', 0, 5, '1', '4', '3-5'],
  [23, 'OffsetForLeaderEpoch', 2, 4, null, '2', '4'],
  [24, 'AddPartitionsToTxn', 0, 5, '1', '0', '3-5'],
  [25, 'AddOffsetsToTxn', 0, 4, '1', '0', '1-4'],
  [26, 'EndTxn', 0, 5, '1', '1', '3-4'],
  [27, 'WriteTxnMarkers', 1, 2, null, null, null],
  [28, 'TxnOffsetCommit', 0, 5, '1', '3', '3-4'],
  [29, 'DescribeAcls', 1, 3, '1', '2', '2-3'],
  [30, 'CreateAcls', 1, 3, '1', '2', '2-3'],
  [31, 'DeleteAcls', 1, 3, '1', '2', '2-3'],
  [32, 'DescribeConfigs', 1, 4, '2', '1', '2-4'],
  [33, 'AlterConfigs', 0, 2, '1', '2', '2'],
  [34, 'AlterReplicaLogDirs', 1, 2, null, null, '2'],
  [35, 'DescribeLogDirs', 1, 5, null, null, '2-4'],
  [36, 'SaslAuthenticate', 0, 2, '1', '1', '2'],
  [37, 'CreatePartitions', 0, 3, '1', '2', '1-3'],
  [38, 'CreateDelegationToken', 1, 3, null, null, '3'],
  [39, 'RenewDelegationToken', 1, 2, null, null, '2'],
  [40, 'ExpireDelegationToken', 1, 2, null, null, '2'],
  [41, 'DescribeDelegationToken', 1, 3, null, null, '3'],
  [42, 'DeleteGroups', 0, 2, '1', '2', '2'],
  [43, 'ElectLeaders', 0, 2, null, '2', null],
  [44, 'IncrementalAlterConfigs', 0, 1, null, '1', '1'],
  [45, 'AlterPartitionReassignments', 0, 1, '0', null, '0-1'],
  [46, 'ListPartitionReassignments', 0, 0, '0', null, '0'],
  [47, 'OffsetDelete', 0, 0, null, '0', '0'],
  [48, 'DescribeClientQuotas', 0, 1, null, null, '0'],
  [49, 'AlterClientQuotas', 0, 1, null, null, '1'],
  [50, 'DescribeUserScramCredentials', 0, 0, null, '0', '0'],
  [51, 'AlterUserScramCredentials', 0, 0, null, null, '0'],
  [55, 'DescribeQuorum', 0, 2, null, null, '2'],
  [57, 'UpdateFeatures', 0, 2, null, null, '1'],
  [60, 'DescribeCluster', 0, 2, null, null, '0-1'],
  [61, 'DescribeProducers', 0, 0, null, null, '0'],
  [64, 'UnregisterBroker', 0, 0, null, null, '0'],
  [65, 'DescribeTransactions', 0, 0, null, null, '0'],
  [66, 'ListTransactions', 0, 2, null, null, '0-2'],
  [68, 'ConsumerGroupHeartbeat', 0, 1, null, '1', '0-1'],
  [69, 'ConsumerGroupDescribe', 0, 1, null, '0', '0'],
  [71, 'GetTelemetrySubscriptions', 0, 0, null, '0', '0'],
  [72, 'PushTelemetry', 0, 0, null, '0', '0'],
  [74, 'ListConfigResources', 0, 1, null, null, null],
  [75, 'DescribeTopicPartitions', 0, 0, null, null, '0'],
  [76, 'ShareGroupHeartbeat', 1, 1, null, '1', null],
  [77, 'ShareGroupDescribe', 1, 1, null, null, null],
  [78, 'ShareFetch', 1, 2, null, '1', null],
  [79, 'ShareAcknowledge', 1, 2, null, '1', null],
  [80, 'AddRaftVoter', 0, 1, null, null, null],
  [81, 'RemoveRaftVoter', 0, 0, null, null, null],
  [83, 'InitializeShareGroupState', 0, 0, null, null, null],
  [84, 'ReadShareGroupState', 0, 0, null, null, null],
  [85, 'WriteShareGroupState', 0, 1, null, null, null],
  [86, 'DeleteShareGroupState', 0, 0, null, null, null],
  [87, 'ReadShareGroupStateSummary', 0, 1, null, null, null],
  [88, 'StreamsGroupHeartbeat', 0, 0, null, null, null],
  [89, 'StreamsGroupDescribe', 0, 0, null, null, null],
  [90, 'DescribeShareGroupOffsets', 0, 1, null, null, null],
  [91, 'AlterShareGroupOffsets', 0, 0, null, null, null],
  [92, 'DeleteShareGroupOffsets', 0, 0, null, null, null],
]

/** In the order of their keys. */
export const KAFKA_APIS: readonly ApiFacts[] = ROWS.map(([apiKey, name, lowest, highest, kafkajs, librdkafka, platformatic]) => {
  return { apiKey, name, lowest, highest, kafkajs, librdkafka, platformatic }
})
