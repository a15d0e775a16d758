import { beforeEach, describe, expect, it } from 'vitest'
import { alterPartitionReassignmentsMessages } from '../../../../schema/kafka/protocol/messages/alter-partition-reassignments.ts'
import { createTopicsMessages } from '../../../../schema/kafka/protocol/messages/create-topics.ts'
import { electLeadersMessages } from '../../../../schema/kafka/protocol/messages/elect-leaders.ts'
import { listPartitionReassignmentsMessages } from '../../../../schema/kafka/protocol/messages/list-partition-reassignments.ts'
import { MemoryEdge } from '../../../../test/support/memory-sandbox.ts'
import type { MadeSandbox } from '../../../../test/support/memory-sandbox.ts'
import { TestWire, versionsOf } from '../../../../test/support/wire.ts'

const edge = new MemoryEdge()
const PREFERRED = 0
const UNCLEAN = 1
let sandbox: MadeSandbox
let wire: TestWire

beforeEach(async () => {
  sandbox = await edge.sandbox({ seed: 1 })
  wire = await TestWire.open(edge, sandbox)
  const assignments = [{ partitionIndex: 0, brokerIds: [2, 3] }]
  await wire.call(createTopicsMessages, 7, { topics: [{ name: 't', numPartitions: -1, replicationFactor: -1, assignments, configs: [] }] })
})

const partition = () => edge.clusterOf(sandbox.id).cluster.topics.get('t')?.partitions[0]

describe('ElectLeaders', () => {
  /** Broker 2 is the preferred leader and comes back to find that broker 3 leads. */
  function leaveHome(): void {
    const cluster = edge.clusterOf(sandbox.id)
    cluster.node(2, 'stop')
    cluster.node(2, 'start')
    expect(partition()?.leader).toBe(3)
  }

  it.each(versionsOf(electLeadersMessages))('brings the preferred leader home in version %i', async (version) => {
    leaveHome()
    const asked = { electionType: PREFERRED, topicPartitions: [{ topic: 't', partitions: [0, 7] }] }
    const answer = await wire.call(electLeadersMessages, version, asked)
    expect(answer.errorCode).toBe(0)
    expect(answer.replicaElectionResults).toMatchObject([
      {
        topic: 't',
        partitionResult: [
          { partitionId: 0, errorCode: 0, errorMessage: null },
          { partitionId: 7, errorCode: 3 },
        ],
      },
    ])
    expect(partition()?.leader).toBe(2)
    const again = await wire.call(electLeadersMessages, version, asked)
    expect(again.replicaElectionResults[0]?.partitionResult[0]?.errorCode).toBe(84)
  })

  it('of all partitions, and an unclean one that is not needed', async () => {
    leaveHome()
    const all = await wire.call(electLeadersMessages, 2, { electionType: PREFERRED, topicPartitions: null })
    expect(all.replicaElectionResults.map(({ topic, partitionResult }) => [topic, partitionResult.length])).toEqual([['t', 1]])
    const unclean = await wire.call(electLeadersMessages, 2, { electionType: UNCLEAN, topicPartitions: [{ topic: 't', partitions: [0] }] })
    expect(unclean.replicaElectionResults[0]?.partitionResult[0]?.errorCode).toBe(84)
  })

  it('of a kind that nobody knows is refused, partition by partition', async () => {
    const answer = await wire.call(electLeadersMessages, 1, { electionType: 5, topicPartitions: [{ topic: 't', partitions: [0] }] })
    expect(answer).toMatchObject({
      errorCode: 42,
      replicaElectionResults: [{ topic: 't', partitionResult: [{ partitionId: 0, errorCode: 42 }] }],
    })
  })
})

describe('reassignments', () => {
  const of = (replicas: number[] | null) => [{ name: 't', partitions: [{ partitionIndex: 0, replicas }] }]

  it.each(versionsOf(alterPartitionReassignmentsMessages))('move a partition in version %i', async (version) => {
    const answer = await wire.call(alterPartitionReassignmentsMessages, version, { topics: of([1, 2, 3]) })
    expect(answer).toMatchObject({
      errorCode: 0,
      responses: [{ name: 't', partitions: [{ partitionIndex: 0, errorCode: 0, errorMessage: null }] }],
    })
    expect(partition()?.replicas).toEqual([1, 2, 3])
    const cancelled = await wire.call(alterPartitionReassignmentsMessages, version, { topics: of(null) })
    expect(cancelled.responses[0]?.partitions[0]?.errorCode).toBe(85)
  })

  it('keep the number of replicas where that is asked for', async () => {
    const asked = { topics: of([1]), allowReplicationFactorChange: false }
    const answer = await wire.call(alterPartitionReassignmentsMessages, 1, asked)
    expect(answer.allowReplicationFactorChange).toBe(false)
    expect(answer.responses[0]?.partitions[0]).toMatchObject({ errorCode: 38 })
  })

  it('are listed while they are under way', async () => {
    edge.clusterOf(sandbox.id).node(1, 'pause')
    const atSecond = await TestWire.open(edge, sandbox, { brokerId: 2 })
    await atSecond.call(alterPartitionReassignmentsMessages, 1, { topics: of([1, 2]) })
    const ongoing = [{ name: 't', partitions: [{ partitionIndex: 0, replicas: [1, 2, 3], addingReplicas: [1], removingReplicas: [3] }] }]
    for (const topics of [null, [{ name: 't', partitionIndexes: [0] }]]) {
      expect(await atSecond.call(listPartitionReassignmentsMessages, 0, { topics })).toMatchObject({ errorCode: 0, topics: ongoing })
    }
    expect(
      (await atSecond.call(listPartitionReassignmentsMessages, 0, { topics: [{ name: 'none', partitionIndexes: [0] }] })).topics,
    ).toEqual([])
  })
})
