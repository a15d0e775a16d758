import { beforeEach, describe, expect, it } from 'vitest'
import { ZERO_UUID } from '../../../../schema/kafka/message/uuid.ts'
import { createPartitionsMessages } from '../../../../schema/kafka/protocol/messages/create-partitions.ts'
import { createTopicsMessages } from '../../../../schema/kafka/protocol/messages/create-topics.ts'
import { deleteTopicsMessages } from '../../../../schema/kafka/protocol/messages/delete-topics.ts'
import { MemoryEdge } from '../../../../test/support/memory-sandbox.ts'
import type { MadeSandbox } from '../../../../test/support/memory-sandbox.ts'
import { TestWire, versionsOf } from '../../../../test/support/wire.ts'

const edge = new MemoryEdge()
const WANTED = { name: 't', numPartitions: 2, replicationFactor: 3, assignments: [], configs: [{ name: 'retention.ms', value: '7' }] }
let sandbox: MadeSandbox
let wire: TestWire

beforeEach(async () => {
  sandbox = await edge.sandbox({ seed: 1 })
  wire = await TestWire.open(edge, sandbox)
})

const topicsInside = () => edge.clusterOf(sandbox.id).cluster.topics
const idOf = (name: string): string => topicsInside().get(name)?.topicId ?? ''

describe('CreateTopics', () => {
  it.each(versionsOf(createTopicsMessages))('makes topics in version %i, and tells as much of them as the version can', async (version) => {
    const { topics } = await wire.call(createTopicsMessages, version, { topics: [WANTED] })
    expect(topicsInside().get('t')?.partitions).toHaveLength(2)
    expect(topics).toMatchObject([
      {
        name: 't',
        errorCode: 0,
        errorMessage: null,
        topicId: version >= 7 ? idOf('t') : ZERO_UUID,
        numPartitions: version >= 5 ? 2 : -1,
        replicationFactor: version >= 5 ? 3 : -1,
      },
    ])
    const told = topics[0]?.configs ?? []
    if (version < 5) expect(told).toEqual([])
    else expect(told).toContainEqual({ name: 'retention.ms', value: '7', readOnly: false, configSource: 1, isSensitive: false })
  })

  it('only looks when it is only to validate', async () => {
    const { topics } = await wire.call(createTopicsMessages, 7, { topics: [WANTED], validateOnly: true })
    expect(topics).toMatchObject([{ name: 't', errorCode: 0, numPartitions: 2 }])
    expect(topicsInside().size).toBe(0)
  })

  it('says of each topic by itself what is wrong with it', async () => {
    await wire.call(createTopicsMessages, 7, { topics: [WANTED] })
    const wanted = [WANTED, { ...WANTED, name: 'a/b' }, { ...WANTED, name: 'x', replicationFactor: 9 }, { ...WANTED, name: 'good' }]
    const twice = [
      { ...WANTED, name: 'twice' },
      { ...WANTED, name: 'twice' },
    ]
    const { topics } = await wire.call(createTopicsMessages, 7, { topics: [...wanted, ...twice] })
    expect(topics.map(({ name, errorCode }) => [name, errorCode])).toEqual([
      ['t', 36],
      ['a/b', 17],
      ['x', 38],
      ['good', 0],
      ['twice', 42],
    ])
    expect(topics[0]?.errorMessage).toBe("Topic 't' already exists.")
    expect([...topicsInside().keys()]).toEqual(['t', 'good'])
  })

  it('takes assignments by hand', async () => {
    const assignments = [
      { partitionIndex: 1, brokerIds: [2, 3] },
      { partitionIndex: 0, brokerIds: [3, 1] },
    ]
    const byHand = { ...WANTED, numPartitions: -1, replicationFactor: -1, assignments }
    expect((await wire.call(createTopicsMessages, 2, { topics: [byHand] })).topics[0]?.errorCode).toBe(0)
    expect(
      topicsInside()
        .get('t')
        ?.partitions.map(({ replicas }) => replicas),
    ).toEqual([
      [3, 1],
      [2, 3],
    ])
  })
})

describe('DeleteTopics', () => {
  beforeEach(async () => {
    await wire.call(createTopicsMessages, 7, { topics: ['a', 'b', 'c'].map((name) => ({ ...WANTED, name })) })
  })

  it.each([1, 2, 3, 4, 5])('takes names in version %i', async (version) => {
    const { responses } = await wire.call(deleteTopicsMessages, version, { topics: [], topicNames: ['a', 'none'], timeoutMs: 1 })
    const message = version >= 5 ? 'This server does not host this topic-partition.' : null
    expect(responses).toEqual([
      { name: 'none', topicId: ZERO_UUID, errorCode: 3, errorMessage: message },
      { name: 'a', topicId: ZERO_UUID, errorCode: 0, errorMessage: null },
    ])
    expect([...topicsInside().keys()]).toEqual(['b', 'c'])
  })

  it('takes names and ids in version 6, and refuses both or neither', async () => {
    const [a, b] = [idOf('a'), idOf('b')]
    const topics = [
      { name: 'a', topicId: ZERO_UUID },
      { name: null, topicId: b },
      { name: null, topicId: ZERO_UUID },
      { name: 'c', topicId: idOf('c') },
      { name: null, topicId: 'AAAAAAAAAAAAAAAAAAAAAQ' },
    ]
    const { responses } = await wire.call(deleteTopicsMessages, 6, { topics, topicNames: [], timeoutMs: 1 })
    expect(responses.map(({ name, topicId, errorCode }) => [name, topicId, errorCode])).toEqual([
      [null, ZERO_UUID, 42],
      ['c', idOf('c'), 42],
      [null, 'AAAAAAAAAAAAAAAAAAAAAQ', 100],
      ['b', b, 0],
      ['a', a, 0],
    ])
    expect([...topicsInside().keys()]).toEqual(['c'])
  })

  it.each([
    [2, 42],
    [3, 73],
    [6, 73],
  ])('in version %i says with %i that deletion is switched off', async (version, errorCode) => {
    const closed = await edge.sandbox({ configs: { 'delete.topic.enable': 'false' } })
    const topics = version >= 6 ? [{ name: 't', topicId: ZERO_UUID }] : []
    const asked = { topics, topicNames: ['t'], timeoutMs: 1 }
    const { responses } = await (await TestWire.open(edge, closed)).call(deleteTopicsMessages, version, asked)
    expect(responses).toMatchObject([{ name: 't', errorCode }])
  })
})

describe('CreatePartitions', () => {
  it.each(versionsOf(createPartitionsMessages))('adds partitions in version %i', async (version) => {
    await wire.call(createTopicsMessages, 7, { topics: [WANTED] })
    const topics = [
      { name: 't', count: 4, assignments: null },
      { name: 'none', count: 4, assignments: null },
    ]
    const tried = await wire.call(createPartitionsMessages, version, { topics, timeoutMs: 1, validateOnly: true })
    expect(topicsInside().get('t')?.partitions).toHaveLength(2)
    const done = await wire.call(createPartitionsMessages, version, { topics, timeoutMs: 1, validateOnly: false })
    expect(topicsInside().get('t')?.partitions).toHaveLength(4)
    expect(done).toEqual(tried)
    expect(done.results.map(({ name, errorCode }) => [name, errorCode])).toEqual([
      ['t', 0],
      ['none', 3],
    ])
  })

  it('takes the new partitions’ brokers by hand, and no fewer partitions', async () => {
    await wire.call(createTopicsMessages, 7, { topics: [WANTED] })
    const ask = async (count: number, assignments: { brokerIds: number[] }[] | null) => {
      const topics = [{ name: 't', count, assignments }]
      return (await wire.call(createPartitionsMessages, 3, { topics, timeoutMs: 1, validateOnly: false })).results[0]
    }
    expect((await ask(3, []))?.errorCode).toBe(39)
    expect((await ask(3, [{ brokerIds: [3, 2, 1] }]))?.errorCode).toBe(0)
    expect(topicsInside().get('t')?.partitions[2]?.replicas).toEqual([3, 2, 1])
    expect(await ask(3, null)).toMatchObject({ errorCode: 37, errorMessage: 'Topic already has 3 partition(s).' })
  })
})
