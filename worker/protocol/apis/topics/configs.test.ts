import { beforeEach, describe, expect, it } from 'vitest'
import { alterConfigsMessages } from '../../../../schema/kafka/protocol/messages/alter-configs.ts'
import { createTopicsMessages } from '../../../../schema/kafka/protocol/messages/create-topics.ts'
import { describeConfigsMessages } from '../../../../schema/kafka/protocol/messages/describe-configs.ts'
import { incrementalAlterConfigsMessages } from '../../../../schema/kafka/protocol/messages/incremental-alter-configs.ts'
import { listConfigResourcesMessages } from '../../../../schema/kafka/protocol/messages/list-config-resources.ts'
import { MAX_DESCRIBED_RESOURCES } from '../../../../schema/protocol-limits.ts'
import { MemoryEdge } from '../../../../test/support/memory-sandbox.ts'
import type { MadeSandbox } from '../../../../test/support/memory-sandbox.ts'
import { TestWire, versionsOf } from '../../../../test/support/wire.ts'

const edge = new MemoryEdge()
const TOPIC = 2
const BROKER = 4
const LOGGER = 8
const CLIENT_METRICS = 16
const UNHEARD_OF = 3
const INVALID_REQUEST = 42
let sandbox: MadeSandbox
let wire: TestWire

beforeEach(async () => {
  sandbox = await edge.sandbox({ seed: 1 })
  wire = await TestWire.open(edge, sandbox)
  const topic = { name: 't', numPartitions: 1, replicationFactor: 1, assignments: [], configs: [{ name: 'retention.ms', value: '7' }] }
  await wire.call(createTopicsMessages, 7, { topics: [topic] })
})

const overrides = () => Object.fromEntries(edge.clusterOf(sandbox.id).cluster.topics.get('t')?.configs ?? [])

describe('DescribeConfigs', () => {
  const of = (resourceType: number, resourceName: string, configurationKeys: string[] | null = null) => {
    return { resourceType, resourceName, configurationKeys }
  }

  it.each(versionsOf(describeConfigsMessages))('tells values, sources, synonyms and types in version %i', async (version) => {
    const resources = [of(TOPIC, 't', ['retention.ms', 'no.such']), of(BROKER, '1', ['num.partitions']), of(TOPIC, 'none')]
    const asked = { resources, includeSynonyms: true, includeDocumentation: version >= 3 }
    const { results } = await wire.call(describeConfigsMessages, version, asked)
    expect(results.map(({ errorCode, resourceType, resourceName }) => [errorCode, resourceType, resourceName])).toEqual([
      [0, TOPIC, 't'],
      [0, BROKER, '1'],
      [3, TOPIC, 'none'],
    ])
    expect(results[0]?.configs).toEqual([
      {
        name: 'retention.ms',
        value: '7',
        readOnly: false,
        configSource: 1,
        isSensitive: false,
        synonyms: [{ name: 'retention.ms', value: '7', source: 1 }],
        configType: version >= 3 ? 5 : 0,
        documentation: version >= 3 ? null : '',
      },
    ])
    expect(results[1]?.configs).toMatchObject([
      {
        name: 'num.partitions',
        value: '1',
        readOnly: true,
        configSource: 5,
        synonyms: [{ name: 'num.partitions', value: '1', source: 5 }],
      },
    ])
  })

  it('tells no synonyms unless it is asked to, and all configs without keys', async () => {
    const { results } = await wire.call(describeConfigsMessages, 4, { resources: [of(TOPIC, 't')] })
    expect(results[0]?.configs).toHaveLength(33)
    expect(results[0]?.configs.every(({ synonyms }) => synonyms.length === 0)).toBe(true)
  })

  it('refuses types that have no configs, other brokers, and more resources than there are', async () => {
    const resources = [of(UNHEARD_OF, 'x'), of(BROKER, '2'), of(TOPIC, 't', []), of(BROKER, ''), of(LOGGER, '1'), of(CLIENT_METRICS, 'm')]
    const { results } = await wire.call(describeConfigsMessages, 4, { resources })
    expect(results.map(({ errorCode }) => errorCode)).toEqual([INVALID_REQUEST, INVALID_REQUEST, 0, 0, 0, 0])
    expect(results.slice(4).map(({ configs }) => configs)).toEqual([[], []])
    const many = Array.from({ length: MAX_DESCRIBED_RESOURCES + 1 }, () => of(TOPIC, 't'))
    const refused = await wire.call(describeConfigsMessages, 4, { resources: many })
    expect(new Set(refused.results.map(({ errorCode, configs }) => [errorCode, configs.length].join()))).toEqual(
      new Set([`${INVALID_REQUEST},0`]),
    )
    const all = await wire.call(describeConfigsMessages, 4, {
      resources: many.slice(1).map((resource) => ({ ...resource, configurationKeys: [] })),
    })
    expect(all.results.map(({ errorCode }) => errorCode)).toEqual(many.slice(1).map(() => 0))
  })
})

describe('IncrementalAlterConfigs', () => {
  const of = (name: string, configOperation: number, value: string | null, resourceName = 't', resourceType = TOPIC) => {
    return { resourceType, resourceName, configs: [{ name, configOperation, value }] }
  }

  it.each(versionsOf(incrementalAlterConfigsMessages))('sets, deletes, appends and subtracts in version %i', async (version) => {
    const alter = async (...resources: ReturnType<typeof of>[]) => {
      return (await wire.call(incrementalAlterConfigsMessages, version, { resources, validateOnly: false })).responses
    }
    expect(await alter(of('cleanup.policy', 2, 'compact'))).toEqual([
      { errorCode: 0, errorMessage: null, resourceType: TOPIC, resourceName: 't' },
    ])
    expect(overrides()).toEqual({ 'retention.ms': '7', 'cleanup.policy': 'delete,compact' })
    await alter(of('cleanup.policy', 3, 'delete'))
    await alter(of('retention.ms', 1, null))
    await alter(of('segment.ms', 0, '9'))
    expect(overrides()).toEqual({ 'cleanup.policy': 'compact', 'segment.ms': '9' })
  })

  it('answers in the order of the resources, whoever refuses them', async () => {
    const resources = [
      of('x', 0, '1', 'a', UNHEARD_OF),
      of('retention.ms', 0, 'soon'),
      of('x', 9, '1', 'b'),
      of('retention.ms', 0, '1', 'none'),
      of('log.cleaner.backoff.ms', 0, '5', '1', BROKER),
      of('log.cleaner.backoff.ms', 0, '5', '2', BROKER),
    ]
    const { responses } = await wire.call(incrementalAlterConfigsMessages, 1, { resources, validateOnly: false })
    expect(responses.map(({ errorCode, resourceName }) => [errorCode, resourceName])).toEqual([
      [INVALID_REQUEST, 'a'],
      [40, 't'],
      [INVALID_REQUEST, 'b'],
      [3, 'none'],
      [0, '1'],
      [INVALID_REQUEST, '2'],
    ])
  })

  it('only looks when it is only to validate', async () => {
    const resources = [of('retention.ms', 0, '8')]
    const { responses } = await wire.call(incrementalAlterConfigsMessages, 1, { resources, validateOnly: true })
    expect(responses[0]?.errorCode).toBe(0)
    expect(overrides()).toEqual({ 'retention.ms': '7' })
  })
})

describe('AlterConfigs', () => {
  it.each(versionsOf(alterConfigsMessages))('leaves a resource with what it names in version %i', async (version) => {
    const resources = [
      { resourceType: TOPIC, resourceName: 't', configs: [{ name: 'segment.ms', value: '9' }] },
      { resourceType: UNHEARD_OF, resourceName: 't', configs: [] },
    ]
    const { responses } = await wire.call(alterConfigsMessages, version, { resources, validateOnly: false })
    expect(responses).toEqual([
      { errorCode: 0, errorMessage: null, resourceType: TOPIC, resourceName: 't' },
      { errorCode: INVALID_REQUEST, errorMessage: 'Unknown resource type 3', resourceType: UNHEARD_OF, resourceName: 't' },
    ])
    expect(overrides()).toEqual({ 'segment.ms': '9' })
  })
})

describe('ListConfigResources', () => {
  it('knew client metrics only in version 0, and there are none', async () => {
    expect(await wire.call(listConfigResourcesMessages, 0, { resourceTypes: [] })).toMatchObject({ errorCode: 0, configResources: [] })
  })

  it('names topics and brokers in version 1, and refuses an unknown type', async () => {
    const list = async (resourceTypes: number[]) => {
      const { errorCode, configResources } = await wire.call(listConfigResourcesMessages, 1, { resourceTypes })
      return [errorCode, configResources.map(({ resourceType, resourceName }) => `${resourceType}:${resourceName}`)]
    }
    expect(await list([])).toEqual([0, ['2:t', '4:1', '4:2', '4:3']])
    expect(await list([BROKER])).toEqual([0, ['4:1', '4:2', '4:3']])
    expect(await list([UNHEARD_OF])).toEqual([35, []])
  })
})
