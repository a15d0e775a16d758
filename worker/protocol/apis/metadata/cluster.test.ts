import { beforeEach, describe, expect, it } from 'vitest'
import { ZERO_UUID } from '../../../../schema/kafka/message/uuid.ts'
import { apiVersionsMessages } from '../../../../schema/kafka/protocol/messages/api-versions.ts'
import { createTopicsMessages } from '../../../../schema/kafka/protocol/messages/create-topics.ts'
import { describeClusterMessages } from '../../../../schema/kafka/protocol/messages/describe-cluster.ts'
import { describeLogDirsMessages } from '../../../../schema/kafka/protocol/messages/describe-log-dirs.ts'
import { describeQuorumMessages } from '../../../../schema/kafka/protocol/messages/describe-quorum.ts'
import { getTelemetrySubscriptionsMessages } from '../../../../schema/kafka/protocol/messages/get-telemetry-subscriptions.ts'
import { updateFeaturesMessages } from '../../../../schema/kafka/protocol/messages/update-features.ts'
import { MemoryEdge } from '../../../../test/support/memory-sandbox.ts'
import type { MadeSandbox } from '../../../../test/support/memory-sandbox.ts'
import { requestFrame, TestWire, versionsOf } from '../../../../test/support/wire.ts'
import { UnanswerableRequestError } from '../../connection-error.ts'

const edge = new MemoryEdge()
const SOFTWARE = { clientSoftwareName: 'test', clientSoftwareVersion: '1' }
let sandbox: MadeSandbox
let wire: TestWire

beforeEach(async () => {
  sandbox = await edge.sandbox({ seed: 1 })
  wire = await TestWire.open(edge, sandbox, { advertised: [{ brokerId: 2, host: 'here', port: 20_000 }] })
})

describe('DescribeCluster', () => {
  it.each(versionsOf(describeClusterMessages))('names the brokers where the client reaches them in version %i', async (version) => {
    edge.clusterOf(sandbox.id).node(3, 'stop')
    const includeFencedBrokers = version >= 2
    const answer = await wire.call(describeClusterMessages, version, { includeClusterAuthorizedOperations: true, includeFencedBrokers })
    expect(answer).toMatchObject({ errorCode: 0, errorMessage: null, clusterId: sandbox.id, controllerId: 1, endpointType: 1 })
    expect(answer.clusterAuthorizedOperations).toBe(0b1_1111_1010_0000)
    const shown = answer.brokers.map(({ brokerId, port, isFenced }) => [brokerId, port, isFenced])
    const fenced = includeFencedBrokers ? [[3, 9094, true]] : []
    expect(shown).toEqual([[1, 9092, false], [2, 20_000, false], ...fenced])
  })

  it('sends away who wants controllers, or something that does not exist', async () => {
    const ask = async (endpointType: number) => {
      const asked = { includeClusterAuthorizedOperations: false, includeFencedBrokers: false, endpointType }
      return (await wire.call(describeClusterMessages, 1, asked)).errorCode
    }
    expect(await ask(2)).toBe(114)
    expect(await ask(9)).toBe(115)
  })
})

describe('DescribeQuorum', () => {
  it.each(versionsOf(describeQuorumMessages))('tells who leads and how far everybody is in version %i', async (version) => {
    const topics = [{ topicName: '__cluster_metadata', partitions: [{ partitionIndex: 0 }] }]
    const answer = await wire.call(describeQuorumMessages, version, { topics })
    const { cluster } = edge.clusterOf(sandbox.id)
    const [partition] = answer.topics[0]?.partitions ?? []
    expect(answer).toMatchObject({ errorCode: 0, topics: [{ topicName: '__cluster_metadata' }] })
    expect(partition).toMatchObject({ errorCode: 0, leaderId: cluster.activeController, highWatermark: cluster.metadataLog.highWatermark })
    const controllers = [...cluster.controllers.keys()]
    expect(partition?.currentVoters.map(({ replicaId, replicaDirectoryId }) => [replicaId, replicaDirectoryId])).toEqual(
      controllers.map((nodeId) => [nodeId, ZERO_UUID]),
    )
    expect(partition?.observers.map(({ replicaId }) => replicaId)).toEqual([1, 2, 3])
    expect(partition?.observers[0]?.lastFetchTimestamp === -1).toBe(version < 1)
    expect(answer.nodes.map(({ nodeId }) => nodeId)).toEqual(version < 2 ? [] : controllers)
  })

  it('knows no other quorum', async () => {
    const topics = [{ topicName: 't', partitions: [{ partitionIndex: 0 }, { partitionIndex: 1 }] }]
    const answer = await wire.call(describeQuorumMessages, 2, { topics })
    expect(answer.errorCode).toBe(0)
    expect(answer.topics[0]?.partitions.map(({ partitionIndex, errorCode }) => [partitionIndex, errorCode])).toEqual([
      [0, 3],
      [1, 3],
    ])
  })

  it('has nobody to tell of without a leader', async () => {
    const cluster = edge.clusterOf(sandbox.id)
    for (const nodeId of cluster.cluster.controllers.keys()) cluster.node(nodeId, 'kill')
    const topics = [{ topicName: '__cluster_metadata', partitions: [{ partitionIndex: 0 }] }]
    expect(await wire.call(describeQuorumMessages, 2, { topics })).toMatchObject({ errorCode: 41, topics: [] })
  })
})

describe('DescribeLogDirs', () => {
  it.each(versionsOf(describeLogDirsMessages))('shows the disk of the broker that is asked in version %i', async (version) => {
    const assignments = [
      { partitionIndex: 0, brokerIds: [2] },
      { partitionIndex: 1, brokerIds: [1] },
    ]
    const topic = { name: 't', numPartitions: -1, replicationFactor: -1, assignments, configs: [] }
    await wire.call(createTopicsMessages, 7, { topics: [topic] })
    const second = await TestWire.open(edge, sandbox, { brokerId: 2 })
    for (const topics of [null, [{ topic: 't', partitions: [0, 1] }]]) {
      const { errorCode, results } = await second.call(describeLogDirsMessages, version, { topics })
      expect(errorCode).toBe(0)
      const partitions = [{ partitionIndex: 0, partitionSize: 0, offsetLag: 0, isFutureKey: false }]
      expect(results).toMatchObject([{ errorCode: 0, topics: [{ name: 't', partitions }], isCordoned: false }])
      expect(results[0]?.totalBytes === -1).toBe(version < 4)
    }
  })
})

describe('features', () => {
  it('are finalized up to an offset of the metadata log', async () => {
    const answer = await wire.call(apiVersionsMessages, 4, SOFTWARE)
    expect(answer.finalizedFeaturesEpoch).toBe(edge.clusterOf(sandbox.id).cluster.metadataLog.highWatermark - 1)
    expect(answer.finalizedFeatures.map(({ name }) => name)).not.toContain('kraft.version')
    const without = await edge.sandbox({ configs: { 'eligible.leader.replicas.version': '0' } })
    const { finalizedFeatures } = await (await TestWire.open(edge, without)).call(apiVersionsMessages, 3, SOFTWARE)
    expect(finalizedFeatures.map(({ name }) => name)).toEqual(['metadata.version', 'group.version', 'transaction.version'])
  })

  it.each(versionsOf(updateFeaturesMessages))('stay as they are in version %i', async (version) => {
    const update = async (feature: string, maxVersionLevel: number) => {
      const featureUpdates = [{ feature, maxVersionLevel, allowDowngrade: false }]
      return wire.call(updateFeaturesMessages, version, { featureUpdates })
    }
    const results = version <= 1 ? [{ feature: 'group.version', errorCode: 0, errorMessage: null }] : []
    expect(await update('group.version', 1)).toMatchObject({ errorCode: 0, errorMessage: null, results })
    expect(await update('group.version', 0)).toMatchObject({ errorCode: 95, results: [] })
    expect(await update('share.version', 1)).toMatchObject({ errorCode: 95, results: [] })
  })
})

describe('GetTelemetrySubscriptions', () => {
  it('is not offered and ends the connection, as at a broker without a receiver of telemetry', async () => {
    const { apiKeys } = await wire.call(apiVersionsMessages, 4, SOFTWARE)
    expect(apiKeys.map(({ apiKey }) => apiKey)).not.toContain(getTelemetrySubscriptionsMessages.apiKey)
    const frame = requestFrame(getTelemetrySubscriptionsMessages, 0, { clientInstanceId: ZERO_UUID })
    await expect(wire.connection.receive(frame)).rejects.toThrow(UnanswerableRequestError)
  })
})
