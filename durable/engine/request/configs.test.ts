import { describe, expect, it } from 'vitest'
import { MemoryCluster } from '../../../test/support/memory-store.ts'
import { createTopic } from '../../../test/support/records.ts'
import type { ConfigOperation } from '../../../schema/kafka/requests/incremental-alter-configs.ts'
import { refuseBrokerConfigs } from '../config/effective-configs.ts'

function described(cluster: MemoryCluster, name: string, resourceType: 'TOPIC' | 'BROKER' = 'TOPIC') {
  const resourceName = resourceType === 'TOPIC' ? 't' : '1'
  const request = { resources: [{ resourceType, resourceName, configurationKeys: [name] }] }
  return cluster.request('DescribeConfigs', request).results[0]?.configs[0]
}

type Alteration = readonly [name: string, configOperation: ConfigOperation, value: string | null]

function alter(cluster: MemoryCluster, alterations: readonly Alteration[], validateOnly = false) {
  const configs = alterations.map(([name, configOperation, value]) => ({ name, configOperation, value }))
  return cluster.request('IncrementalAlterConfigs', { resources: [{ resourceType: 'TOPIC', resourceName: 't', configs }], validateOnly })
    .responses[0]
}

function clusterWith(
  configs: Readonly<Record<string, string>> = {},
  brokerConfigs: readonly (readonly [string, string])[] = [],
): MemoryCluster {
  const cluster = new MemoryCluster({ brokerConfigs })
  createTopic(cluster, 't', configs)
  return cluster
}

describe('DescribeConfigs', () => {
  it('[CFG1] shows Kafka’s default with the broker’s name for it', () => {
    expect(described(clusterWith(), 'segment.bytes')).toEqual({
      name: 'segment.bytes',
      value: '1073741824',
      readOnly: false,
      isDefault: true,
      source: 'DEFAULT_CONFIG',
      isSensitive: false,
      synonyms: [{ name: 'log.segment.bytes', value: '1073741824', source: 'DEFAULT_CONFIG' }],
    })
    expect(described(clusterWith(), 'retention.ms')).toMatchObject({ value: '604800000', isDefault: true, synonyms: [] })
  })

  it('[CFG1] shows the topic’s own value above the brokers’ above the default', () => {
    const cluster = clusterWith({ 'segment.bytes': '2000000' }, [['log.segment.bytes', '3000000']])
    expect(described(cluster, 'segment.bytes')).toMatchObject({
      value: '2000000',
      isDefault: false,
      source: 'DYNAMIC_TOPIC_CONFIG',
      synonyms: [
        { name: 'segment.bytes', value: '2000000', source: 'DYNAMIC_TOPIC_CONFIG' },
        { name: 'log.segment.bytes', value: '3000000', source: 'STATIC_BROKER_CONFIG' },
        { name: 'log.segment.bytes', value: '1073741824', source: 'DEFAULT_CONFIG' },
      ],
    })
    alter(cluster, [['segment.bytes', 'DELETE', null]])
    expect(described(cluster, 'segment.bytes')).toMatchObject({ value: '3000000', source: 'STATIC_BROKER_CONFIG' })
    expect(cluster.cluster.topics.get('t')?.effectiveConfigs.segmentBytes).toBe(3_000_000)
  })

  it('[CFG1] turns a broker’s hours into a topic’s milliseconds', () => {
    expect(described(clusterWith({}, [['log.retention.hours', '2']]), 'retention.ms')?.value).toBe('7200000')
    expect(described(clusterWith({}, [['log.retention.hours', '-1']]), 'retention.ms')?.value).toBe('-1')
  })

  it('never shows internal configs', () => {
    expect(described(clusterWith({ 'internal.segment.bytes': '100' }), 'internal.segment.bytes')).toBeUndefined()
  })

  it('shows what the brokers were made with', () => {
    const cluster = clusterWith({}, [['num.partitions', '7']])
    expect(described(cluster, 'num.partitions', 'BROKER')).toMatchObject({ value: '7', source: 'STATIC_BROKER_CONFIG', readOnly: true })
    const [unknown] = cluster.request('DescribeConfigs', {
      resources: [{ resourceType: 'BROKER', resourceName: '9', configurationKeys: null }],
    }).results
    expect(unknown?.error).toBe('INVALID_REQUEST')
  })
})

describe('IncrementalAlterConfigs', () => {
  it('[CFG2] refuses unknown names and values out of range', () => {
    const cluster = clusterWith()
    expect(alter(cluster, [['no.such', 'SET', '1']])?.error).toBe('INVALID_CONFIG')
    expect(alter(cluster, [['segment.bytes', 'SET', '5']])?.error).toBe('INVALID_CONFIG')
    expect(alter(cluster, [['segment.bytes', 'SET', null]])?.error).toBe('INVALID_CONFIG')
    expect(cluster.cluster.topics.get('t')?.configs.size).toBe(0)
  })

  it('[CFG3] appends to and subtracts from the list in force', () => {
    const cluster = clusterWith()
    expect(alter(cluster, [['cleanup.policy', 'APPEND', 'compact']])?.error).toBe('NONE')
    expect(described(cluster, 'cleanup.policy')?.value).toBe('delete,compact')
    alter(cluster, [['cleanup.policy', 'SUBTRACT', 'delete']])
    expect(described(cluster, 'cleanup.policy')?.value).toBe('compact')
    expect(alter(cluster, [['segment.ms', 'APPEND', '5']])).toMatchObject({
      error: 'INVALID_CONFIG',
      errorMessage: "Can't APPEND to key segment.ms because its type is not LIST.",
    })
  })

  it('[CFG4] does all of a resource or nothing', () => {
    const cluster = clusterWith()
    const answer = alter(cluster, [
      ['retention.ms', 'SET', '5'],
      ['segment.bytes', 'SET', 'many'],
    ])
    expect(answer?.error).toBe('INVALID_CONFIG')
    expect(described(cluster, 'retention.ms')?.isDefault).toBe(true)
    const twice = alter(cluster, [
      ['retention.ms', 'SET', '5'],
      ['retention.ms', 'DELETE', null],
    ])
    expect(twice?.error).toBe('INVALID_REQUEST')
  })

  it('[TOP7] only validates when asked to', () => {
    const cluster = clusterWith()
    expect(alter(cluster, [['retention.ms', 'SET', '5']], true)?.error).toBe('NONE')
    expect(described(cluster, 'retention.ms')?.isDefault).toBe(true)
  })
})

describe('the brokers’ configs', () => {
  it('[CFG2] are refused when unknown, out of range, or impossible as a topic’s default', () => {
    expect(refuseBrokerConfigs(new Map([['num.partition', '3']]))).toBe('Unknown broker config name: num.partition')
    expect(refuseBrokerConfigs(new Map([['num.partitions', '0']]))).toContain('num.partitions')
    expect(refuseBrokerConfigs(new Map([['log.retention.minutes', 'soon']]))).toContain('log.retention.minutes')
    expect(refuseBrokerConfigs(new Map([['log.segment.bytes', '1048576']]))).toBeNull()
  })
})
