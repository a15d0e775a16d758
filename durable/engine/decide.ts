// The table from input to handler. Deciding changes nothing: what it returns is applied by apply.ts and stored by the shell.
import { unreachable } from './assert.ts'
import type { ClusterView } from './cluster.ts'
import type { Decision } from './decision.ts'
import type { ClusterInput } from './input.ts'
import type { LogReader } from './log/log-reader.ts'
import { decideCreatePartitions } from './request/create-partitions.ts'
import { decideCreateTopics } from './request/create-topics.ts'
import { decideDeleteTopics } from './request/delete-topics.ts'
import { decideDescribeConfigs } from './request/describe-configs.ts'
import { decideFetch } from './request/fetch.ts'
import { decideIncrementalAlterConfigs } from './request/incremental-alter-configs.ts'
import { decideListOffsets } from './request/list-offsets.ts'
import { decideMetadata } from './request/metadata.ts'
import { decideProduce } from './request/produce.ts'

export function decide(cluster: ClusterView, input: ClusterInput, reader: LogReader): Decision {
  switch (input.api) {
    case 'Produce':
      return decideProduce(cluster, input.request, input.nowMs)
    case 'Fetch':
      return decideFetch(cluster, input.request, reader)
    case 'ListOffsets':
      return decideListOffsets(cluster, input.request, reader)
    case 'Metadata':
      return decideMetadata(cluster, input.request, input.nowMs)
    case 'CreateTopics':
      return decideCreateTopics(cluster, input.request, input.nowMs)
    case 'DeleteTopics':
      return decideDeleteTopics(cluster, input.request)
    case 'DescribeConfigs':
      return decideDescribeConfigs(cluster, input.request)
    case 'CreatePartitions':
      return decideCreatePartitions(cluster, input.request, input.nowMs)
    case 'IncrementalAlterConfigs':
      return decideIncrementalAlterConfigs(cluster, input.request)
    default:
      return unreachable(input)
  }
}
