import { describe, expect, it } from 'vitest'
import { MemoryCluster } from '../../../test/support/memory-store.ts'
import { createTopic, produce } from '../../../test/support/records.ts'
import type { CreatableTopic } from '../../../schema/kafka/requests/create-topics.ts'
import { MAX_PARTITIONS_PER_CLUSTER, MAX_PARTITIONS_PER_TOPIC, MAX_TOPICS } from '../../../schema/limits.ts'

function wanted(over: Partial<CreatableTopic>): CreatableTopic {
  return { name: 't', numPartitions: -1, replicationFactor: -1, assignments: [], configs: [], ...over }
}

function create(cluster: MemoryCluster, over: Partial<CreatableTopic>, validateOnly = false) {
  const [result] = cluster.request('CreateTopics', { topics: [wanted(over)], validateOnly }).topics
  if (result === undefined) throw new Error('every topic is answered')
  return result
}

function addPartitions(
  cluster: MemoryCluster,
  count: number,
  brokerIds: readonly (readonly number[])[] | null = null,
  validateOnly = false,
) {
  const assignments = brokerIds === null ? null : brokerIds.map((ids) => ({ brokerIds: ids }))
  return cluster.request('CreatePartitions', { topics: [{ name: 't', count, assignments }], validateOnly }).results[0]
}

const assignmentsOf = (cluster: MemoryCluster): number[][] =>
  cluster.cluster.topics.get('t')?.partitions.map(({ replicas }) => replicas) ?? []

describe('CreateTopics', () => {
  it('[TOP1] gives an id, and another one after the topic was deleted', () => {
    const cluster = new MemoryCluster()
    const first = create(cluster, {})
    cluster.request('DeleteTopics', { topicNames: ['t'] })
    const second = create(cluster, {})
    expect(first.topicId).toMatch(/^[A-Za-z0-9_][A-Za-z0-9_-]{21}$/)
    expect(second.topicId).not.toBe(first.topicId)
  })

  it('[TOP2] refuses names that are illegal, taken, or collide', () => {
    const cluster = new MemoryCluster()
    createTopic(cluster, 'a.b')
    expect(create(cluster, { name: 'a/b' }).error).toBe('INVALID_TOPIC_EXCEPTION')
    expect(create(cluster, { name: 'a.b' })).toMatchObject({ error: 'TOPIC_ALREADY_EXISTS', errorMessage: "Topic 'a.b' already exists." })
    expect(create(cluster, { name: 'a_b' })).toMatchObject({
      error: 'INVALID_TOPIC_EXCEPTION',
      errorMessage: "Topic 'a_b' collides with existing topic: a.b",
    })
    const twice = cluster.request('CreateTopics', { topics: [wanted({ name: 'x' }), wanted({ name: 'x' })], validateOnly: false })
    expect(twice.topics.map(({ name, error }) => [name, error])).toEqual([['x', 'INVALID_REQUEST']])
    expect(cluster.cluster.topics.has('x')).toBe(false)
    expect(create(cluster, { name: '__cluster_metadata' }).error).toBe('INVALID_REQUEST')
  })

  it('[TOP3] takes counts from the brokers', () => {
    const brokerConfigs = [
      ['num.partitions', '4'],
      ['default.replication.factor', '2'],
    ] as const
    expect(create(new MemoryCluster({ brokerConfigs }), {})).toMatchObject({ numPartitions: 4, replicationFactor: 2 })
    expect(create(new MemoryCluster(), {})).toMatchObject({ numPartitions: 1, replicationFactor: 1 })
  })

  it('[TOP12] tells the configs of the new topic when asked', () => {
    const cluster = new MemoryCluster({ brokerConfigs: [['log.retention.bytes', '5']] })
    const configs = [{ name: 'retention.ms', value: '1000' }]
    const ask = (includeConfigs: boolean, name: string) => {
      return cluster.request('CreateTopics', { topics: [wanted({ name, configs })], validateOnly: false, includeConfigs }).topics[0]
        ?.configs
    }
    expect(ask(false, 'a')).toEqual([])
    const told = ask(true, 'b') ?? []
    expect(told).toHaveLength(33)
    expect(told.map(({ name }) => name)).toEqual(told.map(({ name }) => name).toSorted())
    const plain = { readOnly: false, isSensitive: false }
    expect(told).toContainEqual({ name: 'retention.ms', value: '1000', source: 'DYNAMIC_TOPIC_CONFIG', ...plain })
    expect(told).toContainEqual({ name: 'retention.bytes', value: '5', source: 'STATIC_BROKER_CONFIG', ...plain })
    expect(told).toContainEqual({ name: 'cleanup.policy', value: 'delete', source: 'DEFAULT_CONFIG', ...plain })
  })

  it('[TOP9] counts what the same request has made', () => {
    const cluster = new MemoryCluster()
    const many = (count: number, numPartitions: number) => {
      const topics = Array.from({ length: count }, (_, index) => wanted({ name: `t${index}`, numPartitions }))
      return cluster.request('CreateTopics', { topics, validateOnly: true }).topics.filter(({ error }) => error === 'NONE').length
    }
    expect(many(5, MAX_PARTITIONS_PER_TOPIC)).toBe(MAX_PARTITIONS_PER_CLUSTER / MAX_PARTITIONS_PER_TOPIC)
    expect(many(MAX_TOPICS, 1)).toBe(MAX_TOPICS)
    expect(many(MAX_TOPICS + 1, 1)).toBe(0)
    createTopic(cluster, 'there')
    expect(many(MAX_TOPICS, 1)).toBe(MAX_TOPICS - 1)
  })

  it('[TOP4] refuses impossible counts', () => {
    const cluster = new MemoryCluster()
    for (const replicationFactor of [0, -2]) expect(create(cluster, { replicationFactor }).error).toBe('INVALID_REPLICATION_FACTOR')
    for (const numPartitions of [0, -2]) expect(create(cluster, { numPartitions }).error).toBe('INVALID_PARTITIONS')
    expect(create(cluster, { replicationFactor: 4 })).toMatchObject({
      error: 'INVALID_REPLICATION_FACTOR',
      errorMessage:
        'Unable to replicate the partition 4 time(s): The target replication factor of 4 cannot be reached because only 3 broker(s) are registered.',
    })
  })

  it('[TOP5] takes assignments by hand and refuses impossible ones', () => {
    const byHand = (...brokerIds: number[][]) => brokerIds.map((ids, partitionIndex) => ({ partitionIndex, brokerIds: ids }))
    const cluster = new MemoryCluster()
    const errors = [[[1], [2, 3]], [[9]], [[1, 1]], [[]]].map((ids) => create(cluster, { assignments: byHand(...ids) }).error)
    expect(errors).toEqual(Array.from({ length: 4 }, () => 'INVALID_REPLICA_ASSIGNMENT'))
    expect(create(cluster, { assignments: [{ partitionIndex: 1, brokerIds: [1] }] }).error).toBe('INVALID_REPLICA_ASSIGNMENT')
    expect(create(cluster, { assignments: byHand([1]), replicationFactor: 1 }).error).toBe('INVALID_REQUEST')
    expect(create(cluster, { assignments: byHand([1]), numPartitions: 1 }).error).toBe('INVALID_REQUEST')
    expect(create(cluster, { assignments: byHand([2, 1], [3, 2]) })).toMatchObject({
      error: 'NONE',
      numPartitions: 2,
      replicationFactor: 2,
    })
    expect(assignmentsOf(cluster)).toEqual([
      [2, 1],
      [3, 2],
    ])
  })

  it('[TOP7] only validates when asked to', () => {
    const cluster = new MemoryCluster()
    const before = cluster.records.length
    expect(create(cluster, { numPartitions: 2 }, true)).toMatchObject({ error: 'NONE', numPartitions: 2 })
    expect(create(cluster, { name: '..' }, true).error).toBe('INVALID_TOPIC_EXCEPTION')
    expect(cluster.records.length).toBe(before)
  })

  it('[TOP9] holds to the limits of a sandbox', () => {
    expect(create(new MemoryCluster(), { numPartitions: MAX_PARTITIONS_PER_TOPIC + 1 }).error).toBe('POLICY_VIOLATION')
  })

  it('[STP5] makes the other topics when one is refused', () => {
    const cluster = new MemoryCluster()
    const answer = cluster.request('CreateTopics', { topics: [wanted({ name: '.' }), wanted({ name: 'good' })], validateOnly: false })
    expect(answer.topics.map(({ error }) => error)).toEqual(['INVALID_TOPIC_EXCEPTION', 'NONE'])
    expect([...cluster.cluster.topics.keys()]).toEqual(['good'])
  })
})

describe('CreatePartitions', () => {
  it('[TOP6] adds partitions and never takes any away', () => {
    const cluster = new MemoryCluster()
    createTopic(cluster, 't', {}, 2, 1)
    expect(addPartitions(cluster, 2)).toMatchObject({ error: 'INVALID_PARTITIONS', errorMessage: 'Topic already has 2 partition(s).' })
    expect(addPartitions(cluster, 1)).toMatchObject({
      error: 'INVALID_PARTITIONS',
      errorMessage: 'The topic t currently has 2 partition(s); 1 would not be an increase.',
    })
    expect(addPartitions(cluster, 4)?.error).toBe('NONE')
    expect(assignmentsOf(cluster)).toHaveLength(4)
    expect(produce(cluster, 't', [{}], 3).error).toBe('NONE')
  })

  it('[PLC3] goes round the brokers from where the topic ended', () => {
    const cluster = new MemoryCluster()
    createTopic(cluster, 't', {}, 3, 1)
    addPartitions(cluster, 6)
    expect(new Set(assignmentsOf(cluster).slice(3).flat()).size).toBe(3)
  })

  it('[TOP5] takes replicas by hand that fit the topic', () => {
    const cluster = new MemoryCluster()
    createTopic(cluster, 't', {}, 1, 2)
    expect(addPartitions(cluster, 3, [[1, 2]])?.error).toBe('INVALID_REPLICA_ASSIGNMENT')
    expect(addPartitions(cluster, 2, [[1]])?.error).toBe('INVALID_REPLICA_ASSIGNMENT')
    expect(addPartitions(cluster, 2, [[3, 1]])?.error).toBe('NONE')
    expect(assignmentsOf(cluster)[1]).toEqual([3, 1])
  })

  it('[TOP7] only validates when asked to', () => {
    const cluster = new MemoryCluster()
    createTopic(cluster, 't')
    expect(addPartitions(cluster, 3, null, true)?.error).toBe('NONE')
    expect(assignmentsOf(cluster)).toHaveLength(1)
  })
})

describe('DeleteTopics', () => {
  it('[TOP8] removes the bytes with the topic', () => {
    const cluster = new MemoryCluster()
    createTopic(cluster, 't')
    produce(cluster, 't', [{}])
    expect(cluster.topicBatchCount).toBe(1)
    const { responses } = cluster.request('DeleteTopics', { topicNames: ['t', 'never'] })
    expect(new Map(responses.map(({ name, error }) => [name, error]))).toEqual(
      new Map([
        ['t', 'NONE'],
        ['never', 'UNKNOWN_TOPIC_OR_PARTITION'],
      ]),
    )
    expect(cluster.topicBatchCount).toBe(0)
  })

  it('[TOP10] finds topics by their ids', () => {
    const cluster = new MemoryCluster()
    createTopic(cluster, 't')
    const topicId = cluster.cluster.topics.get('t')!.topicId
    const unknown = 'AAAAAAAAAAAAAAAAAAAAAQ'
    const described = cluster.request('Metadata', { topics: [], topicIds: [topicId, unknown], allowAutoTopicCreation: true }).topics
    expect(described.map(({ name, topicId: id, error }) => [name, id, error])).toEqual([
      ['t', topicId, 'NONE'],
      ['', unknown, 'UNKNOWN_TOPIC_ID'],
    ])
    const { responses } = cluster.request('DeleteTopics', { topicNames: [], topicIds: [topicId, unknown] })
    expect(responses).toEqual([
      { name: null, topicId: unknown, error: 'UNKNOWN_TOPIC_ID', errorMessage: 'This server does not host this topic ID.' },
      { name: 't', topicId, error: 'NONE', errorMessage: null },
    ])
    expect(cluster.cluster.topics.size).toBe(0)
  })

  it('[TOP11] leaves alone what is named twice, also once by its name and once by its id', () => {
    const cluster = new MemoryCluster()
    for (const name of ['a', 'b', 'c']) createTopic(cluster, name)
    const idOf = (name: string): string => cluster.cluster.topics.get(name)!.topicId
    const { responses } = cluster.request('DeleteTopics', { topicNames: ['a', 'a', 'c'], topicIds: [idOf('b'), idOf('b'), idOf('c')] })
    expect(responses.map(({ name, topicId, error }) => [name, topicId, error])).toEqual([
      [null, idOf('b'), 'INVALID_REQUEST'],
      ['a', null, 'INVALID_REQUEST'],
      ['c', idOf('c'), 'INVALID_REQUEST'],
    ])
    expect([...cluster.cluster.topics.keys()]).toEqual(['a', 'b', 'c'])
    const added = { name: 'a', count: 3, assignments: null }
    expect(cluster.request('CreatePartitions', { topics: [added, { ...added, count: 4 }], validateOnly: false }).results).toEqual([
      { name: 'a', error: 'INVALID_REQUEST', errorMessage: 'Duplicate topic name.' },
    ])
  })

  it('[TOP8] is forbidden where the brokers say so', () => {
    const cluster = new MemoryCluster({ brokerConfigs: [['delete.topic.enable', 'false']] })
    createTopic(cluster, 't')
    expect(cluster.request('DeleteTopics', { topicNames: ['t'] }).responses[0]?.error).toBe('TOPIC_DELETION_DISABLED')
  })
})

describe('Metadata', () => {
  const ask = (cluster: MemoryCluster, allowAutoTopicCreation: boolean) => {
    return cluster.request('Metadata', { topics: ['t'], allowAutoTopicCreation }).topics[0]
  }

  it('[MET1] makes an unknown topic on the way when it may', () => {
    const cluster = new MemoryCluster()
    expect(ask(cluster, false)?.error).toBe('UNKNOWN_TOPIC_OR_PARTITION')
    expect(ask(cluster, true)).toMatchObject({ error: 'NONE', partitions: [{ partitionIndex: 0, leaderEpoch: 0 }] })
    expect(ask(cluster, false)?.topicId).toBe(cluster.cluster.topics.get('t')?.topicId)
    const closed = new MemoryCluster({ brokerConfigs: [['auto.create.topics.enable', 'false']] })
    expect(ask(closed, true)?.error).toBe('UNKNOWN_TOPIC_OR_PARTITION')
  })

  it('[MET2] answers a name once, and refuses one that cannot be', () => {
    const cluster = new MemoryCluster()
    const { topics } = cluster.request('Metadata', { topics: ['t', 'a/b', 't'], allowAutoTopicCreation: true })
    expect(topics.map(({ name, error }) => [name, error])).toEqual([
      ['t', 'NONE'],
      ['a/b', 'INVALID_TOPIC_EXCEPTION'],
    ])
    expect(cluster.request('Metadata', { topics: ['a/b'], allowAutoTopicCreation: false }).topics[0]?.error).toBe('INVALID_TOPIC_EXCEPTION')
  })

  it('[MET2] makes an internal topic as its coordinators do', () => {
    const cluster = new MemoryCluster()
    const [offsets] = cluster.request('Metadata', { topics: ['__consumer_offsets'], allowAutoTopicCreation: true }).topics
    expect(offsets).toMatchObject({ error: 'NONE', isInternal: true })
    expect(offsets?.partitions).toHaveLength(50)
    expect(cluster.cluster.topics.get('__consumer_offsets')?.configs.get('cleanup.policy')).toBe('compact')
  })

  it('[MET3] makes nothing without a controller, nor for who names too many', () => {
    const cluster = new MemoryCluster()
    const names = Array.from({ length: MAX_TOPICS + 1 }, (_, index) => `t${index}`)
    const { topics } = cluster.request('Metadata', { topics: names, allowAutoTopicCreation: true })
    expect(new Set(topics.map(({ error }) => error))).toEqual(new Set(['UNKNOWN_TOPIC_OR_PARTITION']))
    for (const nodeId of cluster.cluster.controllers.keys()) cluster.node(nodeId, 'kill')
    expect(ask(cluster, true)?.error).toBe('UNKNOWN_TOPIC_OR_PARTITION')
    expect(cluster.cluster.topics.size).toBe(0)
  })
})
