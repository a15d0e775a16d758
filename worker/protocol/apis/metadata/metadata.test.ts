import { beforeEach, describe, expect, it } from 'vitest'
import { ZERO_UUID } from '../../../../schema/kafka/message/uuid.ts'
import { createTopicsMessages } from '../../../../schema/kafka/protocol/messages/create-topics.ts'
import { describeTopicPartitionsMessages } from '../../../../schema/kafka/protocol/messages/describe-topic-partitions.ts'
import { metadataMessages } from '../../../../schema/kafka/protocol/messages/metadata.ts'
import { MemoryEdge } from '../../../../test/support/memory-sandbox.ts'
import type { MadeSandbox } from '../../../../test/support/memory-sandbox.ts'
import { TestWire, versionsOf } from '../../../../test/support/wire.ts'

const edge = new MemoryEdge()
const NOT_ASKED = -2_147_483_648
/** READ, WRITE, CREATE, DELETE, ALTER, DESCRIBE, DESCRIBE_CONFIGS and ALTER_CONFIGS: what an owner may do with a topic. */
const ALL_OF_A_TOPIC = 0b1101_1111_1000
const PLAIN = { includeClusterAuthorizedOperations: false, includeTopicAuthorizedOperations: false }
let sandbox: MadeSandbox
let wire: TestWire

beforeEach(async () => {
  const brokers = [1, 2, 3].map((id) => ({ id, rack: `r${id}` }))
  sandbox = await edge.sandbox({ seed: 1, brokers })
  const advertised = brokers.map(({ id: brokerId }) => ({ brokerId, host: 'here', port: 9091 + brokerId }))
  wire = await TestWire.open(edge, sandbox, { advertised })
  const topic = {
    name: 't',
    numPartitions: -1,
    replicationFactor: -1,
    assignments: [{ partitionIndex: 0, brokerIds: [2, 3] }],
    configs: [],
  }
  await wire.call(createTopicsMessages, 7, { topics: [topic] })
})

const named = (...names: string[]) => names.map((name) => ({ name, topicId: ZERO_UUID }))
const idOf = (name: string): string => edge.clusterOf(sandbox.id).cluster.topics.get(name)?.topicId ?? ''

describe('Metadata', () => {
  it.each(versionsOf(metadataMessages))('describes brokers and topics in version %i', async (version) => {
    const answer = await wire.call(metadataMessages, version, { topics: named('t', 'none'), allowAutoTopicCreation: version < 4, ...PLAIN })
    expect(answer.brokers).toEqual(
      [1, 2, 3].map((nodeId) => ({ nodeId, host: 'here', port: 9091 + nodeId, rack: version >= 1 ? `r${nodeId}` : null })),
    )
    expect(answer.clusterId).toBe(version >= 2 ? sandbox.id : null)
    expect(answer.controllerId).toBe(version >= 1 ? 1 : -1)
    expect(answer.topics[0]).toEqual({
      errorCode: 0,
      name: 't',
      topicId: version >= 10 ? idOf('t') : ZERO_UUID,
      isInternal: false,
      partitions: [
        {
          errorCode: 0,
          partitionIndex: 0,
          leaderId: 2,
          leaderEpoch: version >= 7 ? 0 : -1,
          replicaNodes: [2, 3],
          isrNodes: [2, 3],
          offlineReplicas: [],
        },
      ],
      topicAuthorizedOperations: NOT_ASKED,
    })
    // Until version 3 a client could not say that it does not want a topic to be made.
    expect(answer.topics[1]).toMatchObject({ name: 'none', errorCode: version < 4 ? 0 : 3 })
  })

  it.each([
    [0, []],
    [1, null],
    [13, null],
  ])('describes all topics in version %i when asked with %j', async (version, topics) => {
    const answer = await wire.call(metadataMessages, version, { topics, ...PLAIN })
    expect(answer.topics.map(({ name }) => name)).toEqual(['t'])
  })

  it('describes no topic when none is asked for', async () => {
    expect((await wire.call(metadataMessages, 1, { topics: [], ...PLAIN })).topics).toEqual([])
  })

  it.each([12, 13])('finds topics by id in version %i', async (version) => {
    const unknown = 'AAAAAAAAAAAAAAAAAAAAAQ'
    const topics = [
      { name: null, topicId: idOf('t') },
      { name: null, topicId: unknown },
    ]
    const answer = await wire.call(metadataMessages, version, { topics, ...PLAIN })
    expect(answer.topics.map(({ name, topicId, errorCode }) => [name, topicId, errorCode])).toEqual([
      ['t', idOf('t'), 0],
      [null, unknown, 100],
    ])
  })

  it.each([10, 11])('refuses ids in version %i', async (version) => {
    const topics = [{ name: 't', topicId: idOf('t') }]
    const answer = await wire.call(metadataMessages, version, { topics, ...PLAIN })
    expect(answer.topics).toMatchObject([{ name: 't', topicId: idOf('t'), errorCode: 42, partitions: [] }])
    const nameless = await wire.call(metadataMessages, version, { topics: [{ name: null, topicId: ZERO_UUID }], ...PLAIN })
    expect(nameless.topics).toMatchObject([{ name: '', errorCode: 42 }])
  })

  it('refuses a name that no topic can have', async () => {
    expect((await wire.call(metadataMessages, 13, { topics: named('a/b'), ...PLAIN })).topics).toMatchObject([
      { name: 'a/b', errorCode: 17 },
    ])
  })

  it('tells what the key may do, when asked', async () => {
    const asked = { topics: named('t'), includeClusterAuthorizedOperations: true, includeTopicAuthorizedOperations: true }
    const owner = await wire.call(metadataMessages, 10, asked)
    expect(owner.topics[0]?.topicAuthorizedOperations).toBe(ALL_OF_A_TOPIC)
    expect(owner.clusterAuthorizedOperations).toBe(0b1_1111_1010_0000)
    const observer = await TestWire.open(edge, { id: sandbox.id, owner: sandbox.observe })
    const observed = await observer.call(metadataMessages, 10, asked)
    expect(observed.topics[0]?.topicAuthorizedOperations).toBe(0b101_0000_1000)
    expect(observed.clusterAuthorizedOperations).toBe(0b101_0000_0000)
  })

  it('hides the dead: version 0 calls a partition incomplete, later ones say who is offline', async () => {
    const cluster = edge.clusterOf(sandbox.id)
    cluster.node(3, 'stop')
    const ask = async (version: number) => {
      const { brokers, topics } = await wire.call(metadataMessages, version, { topics: named('t'), ...PLAIN })
      expect(brokers.map(({ nodeId }) => nodeId)).toEqual([1, 2])
      return topics[0]?.partitions[0]
    }
    expect(await ask(0)).toMatchObject({ errorCode: 9, replicaNodes: [2], isrNodes: [2] })
    expect(await ask(5)).toMatchObject({ errorCode: 0, replicaNodes: [2, 3], isrNodes: [2], offlineReplicas: [3] })
    cluster.node(2, 'kill')
    cluster.advance(60_000)
    for (const version of [0, 13]) expect(await wireOf(1, version)).toMatchObject({ errorCode: 5, leaderId: -1 })
  })

  async function wireOf(brokerId: number, version: number) {
    const other = await TestWire.open(edge, sandbox, { brokerId })
    return (await other.call(metadataMessages, version, { topics: named('t'), ...PLAIN })).topics[0]?.partitions[0]
  }
})

describe('DescribeTopicPartitions', () => {
  const named75 = (...names: string[]) => names.map((name) => ({ name }))

  it('pages through partitions', async () => {
    const wanted = { name: 'many', numPartitions: 3, replicationFactor: 1, assignments: [], configs: [] }
    await wire.call(createTopicsMessages, 7, { topics: [wanted] })
    const first = await wire.call(describeTopicPartitionsMessages, 0, { topics: [], responsePartitionLimit: 2 })
    expect(first.topics.map(({ name, partitions }) => [name, partitions.length])).toEqual([['many', 2]])
    expect(first.nextCursor).toEqual({ topicName: 'many', partitionIndex: 2 })
    const rest = await wire.call(describeTopicPartitionsMessages, 0, { topics: [], cursor: first.nextCursor })
    expect(rest.topics.map(({ name, partitions }) => [name, partitions.length])).toEqual([
      ['many', 1],
      ['t', 1],
    ])
    expect(rest.nextCursor).toBeNull()
    expect(rest.topics[1]).toMatchObject({
      errorCode: 0,
      topicId: idOf('t'),
      topicAuthorizedOperations: ALL_OF_A_TOPIC,
      partitions: [{ errorCode: 0, leaderId: 2, replicaNodes: [2, 3], isrNodes: [2, 3], eligibleLeaderReplicas: [], lastKnownElr: [] }],
    })
  })

  it('says of what it does not know that it does not', async () => {
    const { topics } = await wire.call(describeTopicPartitionsMessages, 0, { topics: named75('none', 'a/b') })
    expect(topics.map(({ name, errorCode, topicId }) => [name, errorCode, topicId])).toEqual([
      ['a/b', 17, ZERO_UUID],
      ['none', 3, ZERO_UUID],
    ])
  })
})
