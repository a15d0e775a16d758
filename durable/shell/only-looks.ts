// Requests that only look: they change nothing, so they need no commit and are answered at once.
import type { KafkaRequest } from '../../schema/kafka/requests/apis.ts'

export function onlyLooks({ api, request }: KafkaRequest): boolean {
  switch (api) {
    case 'Fetch':
    case 'ApiVersions':
    case 'ListOffsets':
    case 'DescribeConfigs':
    case 'DescribeCluster':
    case 'DescribeLogDirs':
    case 'DescribeQuorum':
    case 'DescribeTopicPartitions':
    case 'ListPartitionReassignments':
    case 'OffsetForLeaderEpoch':
    case 'DescribeProducers':
    case 'DescribeTransactions':
    case 'ListTransactions':
    case 'OffsetFetch':
    case 'ListGroups':
    case 'DescribeGroups':
    case 'ConsumerGroupDescribe':
    case 'ListConfigResources':
    case 'DescribeAcls':
    case 'DescribeClientQuotas':
      return true
    case 'Metadata':
      return !request.allowAutoTopicCreation
    default:
      return false
  }
}
