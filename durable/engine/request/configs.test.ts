import { describe, expect, it } from 'vitest'
import { MemoryCluster } from '../../../test/support/memory-store.ts'
import { batchOf, createTopic, produceRequest } from '../../../test/support/records.ts'
import type { ConfigOperation } from '../../../schema/kafka/requests/incremental-alter-configs.ts'
import { refuseBrokerConfigs } from '../config/effective-configs.ts'
import { decodeCluster, encodeCluster } from '../snapshot.ts'

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
      type: 'INT',
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
    expect(alter(cluster, [['segment.bytes', 'SET', null]])).toMatchObject({
      error: 'INVALID_REQUEST',
      errorMessage: 'Null value not supported for : segment.bytes',
    })
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

describe('AlterConfigs', () => {
  const replace = (
    cluster: MemoryCluster,
    resourceType: 'TOPIC' | 'BROKER',
    resourceName: string,
    configs: Record<string, string | null>,
  ) => {
    const listed = Object.entries(configs).map(([name, value]) => ({ name, value }))
    const request = { resources: [{ resourceType, resourceName, configs: listed }], validateOnly: false }
    return cluster.request('AlterConfigs', request).responses[0]?.error
  }

  it('[CFG10] leaves a topic with exactly what it names', () => {
    const cluster = clusterWith({ 'retention.ms': '1000', 'segment.ms': '5' })
    expect(replace(cluster, 'TOPIC', 't', { 'segment.ms': '6', 'max.message.bytes': '10' })).toBe('NONE')
    expect(Object.fromEntries(cluster.cluster.topics.get('t')!.configs)).toEqual({ 'segment.ms': '6', 'max.message.bytes': '10' })
    expect(replace(cluster, 'TOPIC', 't', { 'segment.ms': 'soon' })).toBe('INVALID_CONFIG')
    expect(replace(cluster, 'TOPIC', 't', { 'segment.ms': null })).toBe('INVALID_REQUEST')
    expect(replace(cluster, 'TOPIC', 'nope', {})).toBe('UNKNOWN_TOPIC_OR_PARTITION')
    expect(cluster.cluster.topics.get('t')?.configs.size).toBe(2)
    expect(replace(cluster, 'TOPIC', 't', {})).toBe('NONE')
    expect(cluster.cluster.topics.get('t')?.configs.size).toBe(0)
  })

  it('[CFG10] of brokers does not take away what may not go', () => {
    const cluster = clusterWith()
    expect(replace(cluster, 'BROKER', '1', { 'log.cleaner.backoff.ms': '7' })).toBe('NONE')
    expect(replace(cluster, 'BROKER', '1', {})).toBe('NONE')
    expect(cluster.cluster.brokers.get(1)?.configs.size).toBe(0)
    expect(replace(cluster, 'BROKER', '', { 'log.cleaner.backoff.ms': '7' })).toBe('INVALID_CONFIG')
    expect(replace(cluster, 'BROKER', '', { 'min.insync.replicas': '1', 'log.cleaner.backoff.ms': '7' })).toBe('NONE')
    expect(replace(cluster, 'BROKER', 'x', {})).toBe('INVALID_REQUEST')
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

describe('altering the brokers’ configs', () => {
  type BrokerAlteration = readonly [resourceName: string, name: string, configOperation: ConfigOperation, value: string | null]

  function alterBroker(cluster: MemoryCluster, [resourceName, name, configOperation, value]: BrokerAlteration) {
    const resources = [{ resourceType: 'BROKER', resourceName, configs: [{ name, configOperation, value }] } as const]
    const [answer] = cluster.request('IncrementalAlterConfigs', { resources, validateOnly: false }).responses
    return { error: answer?.error, message: answer?.errorMessage }
  }

  function shownBy(cluster: MemoryCluster, resourceName: string, name: string) {
    const request = { resources: [{ resourceType: 'BROKER', resourceName, configurationKeys: [name] } as const] }
    return cluster.request('DescribeConfigs', request).results[0]?.configs[0]
  }

  it('[CFG5] takes effect at once, for one broker or for all, and is shown with everything below it', () => {
    const cluster = clusterWith({}, [['log.segment.bytes', '2000000']])
    expect(alterBroker(cluster, ['', 'log.segment.bytes', 'SET', '3000000'])).toEqual({ error: 'NONE', message: null })
    expect(alterBroker(cluster, ['2', 'log.segment.bytes', 'SET', '4000000']).error).toBe('NONE')
    const ofAll = { name: 'log.segment.bytes', value: '3000000', source: 'DYNAMIC_DEFAULT_BROKER_CONFIG' }
    const below = [
      ofAll,
      { name: 'log.segment.bytes', value: '2000000', source: 'STATIC_BROKER_CONFIG' },
      { name: 'log.segment.bytes', value: '1073741824', source: 'DEFAULT_CONFIG' },
    ]
    expect(shownBy(cluster, '1', 'log.segment.bytes')).toMatchObject({ value: '3000000', readOnly: false, synonyms: below })
    expect(shownBy(cluster, '2', 'log.segment.bytes')).toMatchObject({
      value: '4000000',
      source: 'DYNAMIC_BROKER_CONFIG',
      synonyms: [{ name: 'log.segment.bytes', value: '4000000', source: 'DYNAMIC_BROKER_CONFIG' }, ...below],
    })
    expect(shownBy(cluster, '', 'log.segment.bytes')).toMatchObject({ value: '3000000', synonyms: [ofAll] })
    expect(shownBy(cluster, '', 'num.partitions')).toBeUndefined()
    expect(described(cluster, 'segment.bytes')).toMatchObject({
      value: '3000000',
      source: 'DYNAMIC_DEFAULT_BROKER_CONFIG',
      synonyms: below,
    })
    expect(cluster.cluster.topics.get('t')?.effectiveConfigs.segmentBytes).toBe(3_000_000)
    alterBroker(cluster, ['', 'log.segment.bytes', 'DELETE', null])
    expect(cluster.cluster.topics.get('t')?.effectiveConfigs.segmentBytes).toBe(2_000_000)
    expect(alterBroker(cluster, ['', 'log.cleanup.policy', 'APPEND', 'compact']).error).toBe('NONE')
    expect(described(cluster, 'cleanup.policy')?.value).toBe('delete,compact')
  })

  it('[CFG6] refuses what is read-only, impossible, unknown or addressed to nobody', () => {
    const cluster = clusterWith()
    const refused = (alteration: BrokerAlteration) => alterBroker(cluster, alteration)
    expect(refused(['1', 'num.partitions', 'SET', '3'])).toEqual({
      error: 'INVALID_REQUEST',
      message: 'Cannot update these configs dynamically: [num.partitions]',
    })
    expect(refused(['', 'log.retention.ms', 'SET', 'soon'])).toEqual({
      error: 'INVALID_REQUEST',
      message: 'Invalid value soon for configuration log.retention.ms: Not a number of type LONG',
    })
    expect(refused(['', 'no.such', 'SET', '1']).error).toBe('INVALID_CONFIG')
    expect(refused(['', 'log.cleaner.backoff.ms', 'APPEND', '1'])).toEqual({
      error: 'INVALID_CONFIG',
      message: 'Config value append is not allowed for config key: log.cleaner.backoff.ms',
    })
    for (const name of ['9', 'x', '1e0', ' ']) expect(refused([name, 'log.cleaner.backoff.ms', 'SET', '1']).error).toBe('INVALID_REQUEST')
    expect(cluster.cluster.brokers.get(1)?.configs.size).toBe(0)
    expect([...cluster.cluster.defaultBrokerConfigs.keys()]).toEqual(['min.insync.replicas'])
  })

  it('[CFG11] are told and altered by the broker itself', () => {
    const cluster = clusterWith()
    const askedOf2 = (resourceName: string) => {
      const resources = [{ resourceType: 'BROKER', resourceName, configurationKeys: null } as const]
      const [told] = cluster.request('DescribeConfigs', { resources }, 2).results
      const alteration = { resourceType: 'BROKER', resourceName, configs: [] } as const
      const [altered] = cluster.request('IncrementalAlterConfigs', { resources: [alteration], validateOnly: false }, 2).responses
      return [told?.error, altered?.error, told?.errorMessage]
    }
    expect(askedOf2('2')).toEqual(['NONE', 'NONE', null])
    expect(askedOf2('')).toEqual(['NONE', 'NONE', null])
    expect(askedOf2('1')).toEqual([
      'INVALID_REQUEST',
      'INVALID_REQUEST',
      'Unexpected broker id, expected 2 or empty string, but received 1',
    ])
    expect(askedOf2('x')[2]).toBe('Broker id must be an integer, but it is: x')
  })

  it('[CFG6] refuses a default that is impossible together with what a topic has set, even in the same request', () => {
    const cluster = clusterWith({ 'min.compaction.lag.ms': '100' })
    const ofAll = [{ name: 'log.cleaner.max.compaction.lag.ms', configOperation: 'SET', value: '50' }] as const
    const broker = { resourceType: 'BROKER', resourceName: '', configs: ofAll } as const
    const topic = (value: string) => {
      const configs = [{ name: 'min.compaction.lag.ms', configOperation: 'SET', value }] as const
      return { resourceType: 'TOPIC', resourceName: 't', configs } as const
    }
    const errors = (resources: readonly (typeof broker | ReturnType<typeof topic>)[]) =>
      cluster.request('IncrementalAlterConfigs', { resources, validateOnly: false }).responses.map(({ error }) => error)
    expect(errors([broker])).toEqual(['INVALID_REQUEST'])
    expect(errors([topic('10'), broker])).toEqual(['NONE', 'NONE'])
    expect(errors([broker, topic('60')])).toEqual(['NONE', 'INVALID_CONFIG'])
  })

  it('[CFG7] keeps one min.insync.replicas for the cluster while there are eligible leader replicas', () => {
    const cluster = clusterWith({}, [['min.insync.replicas', '2']])
    expect(shownBy(cluster, '', 'min.insync.replicas')).toMatchObject({ value: '2', source: 'DYNAMIC_DEFAULT_BROKER_CONFIG' })
    expect(alterBroker(cluster, ['1', 'min.insync.replicas', 'SET', '1'])).toEqual({
      error: 'INVALID_CONFIG',
      message: 'Broker-level min.insync.replicas cannot be altered while ELR is enabled.',
    })
    expect(alterBroker(cluster, ['', 'min.insync.replicas', 'DELETE', null])).toEqual({
      error: 'INVALID_CONFIG',
      message: 'Cluster-level min.insync.replicas cannot be removed while ELR is enabled.',
    })
    const older = clusterWith({}, [['eligible.leader.replicas.version', '0']])
    expect(shownBy(older, '', 'min.insync.replicas')).toBeUndefined()
    expect(alterBroker(older, ['1', 'min.insync.replicas', 'SET', '2']).error).toBe('NONE')
  })

  it('[CFG8] forgets the eligible leaders when min.insync.replicas changes, of the topic or of all', () => {
    for (const change of ['topic', 'cluster'] as const) {
      const cluster = clusterWith({}, [['min.insync.replicas', '2']])
      cluster.node(2, 'stop')
      cluster.node(3, 'stop')
      const partition = cluster.cluster.topics.get('t')?.partitions[0]
      expect(partition?.elr).toHaveLength(1)
      if (change === 'topic') alter(cluster, [['min.insync.replicas', 'SET', '1']])
      else alterBroker(cluster, ['', 'min.insync.replicas', 'SET', '1'])
      expect(partition?.elr).toEqual([])
    }
  })

  it('[CFG9] lets a leaderless partition have a leader as soon as unclean elections are allowed', () => {
    for (const change of ['topic', 'cluster'] as const) {
      const cluster = new MemoryCluster()
      createTopic(cluster, 't', {}, 1, 2)
      const partition = cluster.cluster.topics.get('t')?.partitions[0]
      const [leader = 0, follower = 0] = partition?.replicas ?? []
      cluster.act({
        kind: 'startFault',
        spec: { kind: 'pause_replication', brokerId: follower, topic: null, partitionIndex: null },
        durationMs: null,
      })
      const alone = produceRequest('t', 0, [batchOf([{}], cluster.nowMs)], { acks: 1 })
      cluster.request('Produce', alone)
      cluster.advance(60_000)
      cluster.node(leader, 'kill')
      cluster.advance(60_000)
      expect(partition?.leader).toBe(-1)
      if (change === 'topic') alter(cluster, [['unclean.leader.election.enable', 'SET', 'true']])
      else alterBroker(cluster, ['', 'unclean.leader.election.enable', 'SET', 'true'])
      expect(partition).toMatchObject({ leader: follower, isr: [follower] })
    }
  })

  it('[STP2] is in the journal', () => {
    const cluster = clusterWith()
    alterBroker(cluster, ['2', 'log.cleaner.backoff.ms', 'SET', '5'])
    alterBroker(cluster, ['', 'log.retention.ms', 'SET', '5'])
    const replayed = decodeCluster(encodeCluster(cluster.cluster))
    expect(encodeCluster(replayed)).toBe(encodeCluster(cluster.cluster))
    expect(replayed.topics.get('t')?.effectiveConfigs.retentionMs).toBe(5)
  })
})
