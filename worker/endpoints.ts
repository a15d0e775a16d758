// Every route of the service, in one table.
import type { Endpoint } from './http/endpoint.ts'
import { aclEndpoints } from './kafka/acl-endpoints.ts'
import { brokerConfigEndpoints } from './kafka/broker-config-endpoints.ts'
import { brokerEndpoints } from './kafka/broker-endpoints.ts'
import { clusterEndpoints } from './kafka/cluster-endpoints.ts'
import { clusterConfigEndpoints } from './kafka/cluster-config-endpoints.ts'
import { deleteRecordsEndpoints } from './kafka/delete-records-endpoints.ts'
import { electionEndpoints } from './kafka/election-endpoints.ts'
import { partitionEndpoints } from './kafka/partition-endpoints.ts'
import { reassignmentEndpoints } from './kafka/reassignment-endpoints.ts'
import { topicConfigEndpoints } from './kafka/topic-config-endpoints.ts'
import { topicEndpoints } from './kafka/topic-endpoints.ts'
import { recordEndpoints } from './records/endpoints.ts'
import { groupEndpoints } from './groups/group-endpoints.ts'
import { consumerLagEndpoints } from './groups/lag-endpoints.ts'
import { memberEndpoints } from './groups/member-endpoints.ts'
import { offsetEndpoints } from './groups/offset-endpoints.ts'
import { resetEndpoints } from './groups/reset-endpoint.ts'
import { appEndpoints } from './sandboxes/app-endpoints.ts'
import { clockEndpoints } from './sandboxes/clock-endpoints.ts'
import { deliveryEndpoints } from './sandboxes/delivery-endpoint.ts'
import { diskEndpoints } from './sandboxes/disk-endpoints.ts'
import { eventEndpoints } from './sandboxes/event-endpoints.ts'
import { faultEndpoints } from './sandboxes/fault-endpoints.ts'
import { historyEndpoints } from './sandboxes/history-endpoints.ts'
import { keyEndpoints } from './sandboxes/key-endpoints.ts'
import { metadataLogEndpoints } from './sandboxes/metadata-log-endpoint.ts'
import { metricEndpoints } from './sandboxes/metric-endpoints.ts'
import { nodeEndpoints } from './sandboxes/node-endpoints.ts'
import { sandboxEndpoints } from './sandboxes/sandbox-endpoints.ts'
import { brokerSocketEndpoints } from './protocol/socket-endpoint.ts'
import { snapshotEndpoints } from './snapshots/snapshot-endpoints.ts'
import { takeEndpoints } from './snapshots/take-endpoints.ts'
import { viewEndpoints } from './snapshots/view-endpoints.ts'
import { socketEndpoints } from './sandboxes/socket-endpoint.ts'
import { stateEndpoints } from './sandboxes/state-endpoints.ts'
import { v2InstanceEndpoints } from './rest-v2/instance-endpoints.ts'
import { v2MetadataEndpoints } from './rest-v2/metadata-endpoints.ts'
import { v2PositionEndpoints } from './rest-v2/position-endpoints.ts'
import { v2ProduceEndpoints } from './rest-v2/produce-endpoints.ts'
import { v2RecordEndpoints } from './rest-v2/record-endpoints.ts'
import { groupStreamEndpoints } from './groups/stream-endpoints.ts'
import { serviceEndpoints } from './service-endpoints.ts'
import { partitionProducerEndpoints } from './transactions/partition-producer-endpoints.ts'
import { producerEndpoints } from './transactions/producer-endpoints.ts'
import { transactionAdminEndpoints } from './transactions/transaction-admin-endpoints.ts'
import { transactionEndpoints } from './transactions/transaction-endpoints.ts'

const kafkaAndSandboxEndpoints: readonly Endpoint[] = [
  ...sandboxEndpoints,
  ...keyEndpoints,
  ...clusterEndpoints,
  ...brokerEndpoints,
  ...brokerConfigEndpoints,
  ...clusterConfigEndpoints,
  ...aclEndpoints,
  ...topicEndpoints,
  ...topicConfigEndpoints,
  ...partitionEndpoints,
  ...reassignmentEndpoints,
  ...electionEndpoints,
  ...deleteRecordsEndpoints,
  ...recordEndpoints,
  ...producerEndpoints,
  ...partitionProducerEndpoints,
  ...transactionEndpoints,
  ...transactionAdminEndpoints,
  ...groupEndpoints,
  ...memberEndpoints,
  ...offsetEndpoints,
  ...resetEndpoints,
  ...groupStreamEndpoints,
  ...consumerLagEndpoints,
  ...v2MetadataEndpoints,
  ...v2ProduceEndpoints,
  ...v2InstanceEndpoints,
  ...v2PositionEndpoints,
  ...v2RecordEndpoints,
  ...nodeEndpoints,
  ...faultEndpoints,
  ...appEndpoints,
  ...deliveryEndpoints,
  ...clockEndpoints,
  ...stateEndpoints,
  ...historyEndpoints,
  ...takeEndpoints,
  ...snapshotEndpoints,
  ...viewEndpoints,
  ...eventEndpoints,
  ...diskEndpoints,
  ...metadataLogEndpoints,
  ...metricEndpoints,
  ...socketEndpoints,
  ...brokerSocketEndpoints,
]

export const ENDPOINTS: readonly Endpoint[] = [...serviceEndpoints(kafkaAndSandboxEndpoints), ...kafkaAndSandboxEndpoints]
