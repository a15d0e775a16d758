// What __cluster_metadata says about nodes: their registrations, how those change, and who leads the quorum.
// Source: ClusterControlManager and BrokerRegistration of Kafka 4.3; LeaderState for the message of a new leader.
import { SUPPORTED_FEATURES } from '../../../schema/kafka/features.ts'
import type { KRaftControlRecord } from '../../../schema/kafka/metadata/kraft-control-record.ts'
import type { MetadataRecord } from '../../../schema/kafka/metadata/metadata-record.ts'
import { ZERO_UUID } from '../../../schema/kafka/message/uuid.ts'
import type { BrokerView, ClusterView } from '../cluster.ts'
import { brokerHost, brokerPort } from '../controller/broker-address.ts'
import { areConnected } from '../network/links.ts'
import type { RecordOf } from '../record.ts'
import { directoryIdOf, incarnationIdOf } from './ids.ts'

/** Kafka's SecurityProtocol PLAINTEXT. */
const PLAINTEXT = 0
/** BrokerRegistrationFencingChange: 0 leaves it as it is. */
const FENCE = 1
const UNFENCE = -1
/** BrokerRegistrationInControlledShutdownChange has no way back: a broker leaves that state by registering anew. */
const IN_CONTROLLED_SHUTDOWN = 1

type Registered = Pick<BrokerView, 'brokerId' | 'rack' | 'fenced' | 'inControlledShutdown'>

/** The broker's epoch is the offset at which this record stands. */
export function registerBroker({ clusterId }: ClusterView, broker: Registered, brokerEpoch: number): MetadataRecord {
  const { brokerId, rack, fenced, inControlledShutdown } = broker
  return {
    type: 'RegisterBrokerRecord',
    brokerId,
    incarnationId: incarnationIdOf(clusterId, brokerId, brokerEpoch),
    brokerEpoch,
    endPoints: [endpointOf('PLAINTEXT', brokerId)],
    features: SUPPORTED_FEATURES,
    rack,
    fenced,
    inControlledShutdown,
    logDirs: [directoryIdOf(clusterId, brokerId)],
  }
}

/** Null when the change is one that Kafka has no record for. */
export function changeBroker({ brokerId, fenced, inControlledShutdown }: RecordOf<'broker.changed'>, epoch: number): MetadataRecord | null {
  if (fenced === undefined && inControlledShutdown !== true) return null
  return {
    type: 'BrokerRegistrationChangeRecord',
    brokerId,
    brokerEpoch: epoch,
    fenced: fenced === undefined ? 0 : fenced ? FENCE : UNFENCE,
    inControlledShutdown: inControlledShutdown === true ? IN_CONTROLLED_SHUTDOWN : 0,
  }
}

export function registerController({ clusterId }: ClusterView, nodeId: number): MetadataRecord {
  return {
    type: 'RegisterControllerRecord',
    controllerId: nodeId,
    incarnationId: incarnationIdOf(clusterId, nodeId, 0),
    zkMigrationReady: false,
    endPoints: [endpointOf('CONTROLLER', nodeId)],
    features: SUPPORTED_FEATURES,
  }
}

/** The first record of every leader. While the voters are static it names no directories. */
export function leaderChange(cluster: ClusterView, leaderId: number): KRaftControlRecord {
  const voters = [...cluster.controllers.values()]
  const granting = voters.filter(
    ({ nodeId, process }) => process === 'running' && (nodeId === leaderId || areConnected(cluster, leaderId, nodeId)),
  )
  return {
    type: 'LeaderChangeMessage',
    version: 0,
    leaderId,
    voters: voters.map(({ nodeId }) => voterOf(nodeId)),
    grantingVoters: granting.map(({ nodeId }) => voterOf(nodeId)),
  }
}

function voterOf(voterId: number): { readonly voterId: number; readonly voterDirectoryId: string } {
  return { voterId, voterDirectoryId: ZERO_UUID }
}

function endpointOf(name: string, nodeId: number) {
  return { name, host: brokerHost(nodeId), port: brokerPort(nodeId), securityProtocol: PLAINTEXT }
}
