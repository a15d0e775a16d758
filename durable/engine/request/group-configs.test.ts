import { describe, expect, it } from 'vitest'
import { MAX_GROUP_ID_CHARACTERS, MAX_GROUPS } from '../../../schema/limits.ts'
import type { ConfigOperation } from '../../../schema/kafka/requests/incremental-alter-configs.ts'
import { ConsumerGroupMember } from '../../../test/support/consumer-group-member.ts'
import { MemoryCluster } from '../../../test/support/memory-store.ts'
import { createTopic } from '../../../test/support/records.ts'
import { decodeCluster, encodeCluster } from '../snapshot.ts'

const SESSION = 'consumer.session.timeout.ms'
const HEARTBEAT = 'consumer.heartbeat.interval.ms'
const INTERVAL = 'consumer.assignment.interval.ms'

function alter(kafka: MemoryCluster, resourceName: string, name: string, value: string | null, configOperation: ConfigOperation = 'SET') {
  const configs = [{ name, configOperation, value }]
  const request = { resources: [{ resourceType: 'GROUP', resourceName, configs } as const], validateOnly: false }
  const [answer] = kafka.request('IncrementalAlterConfigs', request).responses
  return answer?.error === 'NONE' ? 'NONE' : `${answer?.error}: ${answer?.errorMessage}`
}

function described(kafka: MemoryCluster, resourceName: string) {
  const resource = { resourceType: 'GROUP', resourceName, configurationKeys: null } as const
  const [answer] = kafka.request('DescribeConfigs', { resources: [resource] }).results
  return answer
}

describe('the configs of a consumer group', () => {
  it('[CFG12] are the brokers’ until they are set, and the source says which', () => {
    const kafka = new MemoryCluster({ brokerConfigs: [['group.consumer.heartbeat.interval.ms', '6000']] })
    expect(alter(kafka, 'g', SESSION, '50000')).toBe('NONE')
    expect(described(kafka, 'g')?.configs.map(({ name, value, source }) => [name, value, source])).toEqual([
      [INTERVAL, '1000', 'DEFAULT_CONFIG'],
      [HEARTBEAT, '6000', 'STATIC_BROKER_CONFIG'],
      [SESSION, '50000', 'DYNAMIC_GROUP_CONFIG'],
    ])
    expect(described(kafka, 'other')?.configs.find(({ name }) => name === SESSION)).toMatchObject({
      value: '45000',
      synonyms: [{ name: 'group.consumer.session.timeout.ms', value: '45000', source: 'DEFAULT_CONFIG' }],
    })
    expect(described(kafka, '')?.error).toBe('INVALID_REQUEST')
    expect(kafka.request('ListConfigResources', { resourceTypes: ['GROUP'] }).configResources).toEqual([
      { resourceType: 'GROUP', resourceName: 'g' },
    ])
  })

  it('[CFG12] hold for its members', () => {
    const kafka = new MemoryCluster()
    createTopic(kafka, 't')
    alter(kafka, 'g', SESSION, '60000')
    alter(kafka, 'g', HEARTBEAT, '7000')
    const member = new ConsumerGroupMember(kafka, 'm1')
    const other = new ConsumerGroupMember(kafka, 'm2', { groupId: 'other' })
    expect([member.join().heartbeatIntervalMs, other.join().heartbeatIntervalMs]).toEqual([7_000, 5_000])
    kafka.advance(59_999)
    expect([member.beat().error, other.beat().error]).toEqual(['NONE', 'UNKNOWN_MEMBER_ID'])
    kafka.advance(60_000)
    expect(member.beat().error).toBe('UNKNOWN_MEMBER_ID')
  })

  it('[CFG12] say how often its members are assigned anew', () => {
    const kafka = new MemoryCluster()
    createTopic(kafka, 't', {}, 2)
    alter(kafka, 'g', INTERVAL, '10000')
    const first = new ConsumerGroupMember(kafka, 'm1')
    const second = new ConsumerGroupMember(kafka, 'm2')
    first.join()
    second.join()
    kafka.advance(9_999)
    first.beat()
    second.beat()
    expect([first.partitions.length, second.partitions.length]).toEqual([2, 0])
    kafka.advance(1)
    for (let beat = 0; beat < 2; beat++) [first, second].forEach((member) => member.beat())
    expect([first.partitions.length, second.partitions.length]).toEqual([1, 1])
  })

  it('[CFG12] are drawn in to bounds that are narrower now', () => {
    const kafka = new MemoryCluster({ brokerConfigs: [['group.consumer.max.heartbeat.interval.ms', '6000']] })
    createTopic(kafka, 't')
    kafka.record([{ kind: 'groupConfig.changed', groupId: 'g', name: HEARTBEAT, value: '9000' }])
    expect(new ConsumerGroupMember(kafka, 'm1').join().heartbeatIntervalMs).toBe(6_000)
  })

  it('[CFG10] are replaced, and gone when nothing is set any more', () => {
    const kafka = new MemoryCluster()
    alter(kafka, 'g', SESSION, '50000')
    const replace = (configs: { name: string; value: string }[]) => {
      const resources = [{ resourceType: 'GROUP', resourceName: 'g', configs } as const]
      return kafka.request('AlterConfigs', { resources, validateOnly: false }).responses[0]?.error
    }
    expect(replace([{ name: HEARTBEAT, value: '6000' }])).toBe('NONE')
    expect([...(kafka.cluster.groupConfigs.get('g') ?? [])]).toEqual([[HEARTBEAT, '6000']])
    expect(replace([])).toBe('NONE')
    expect(kafka.cluster.groupConfigs.size).toBe(0)
  })

  it('[CFG13] are refused in Kafka’s words when they cannot be', () => {
    const kafka = new MemoryCluster()
    expect(alter(kafka, 'g', 'share.session.timeout.ms', '50000')).toBe(
      'INVALID_CONFIG: Unknown group config name: share.session.timeout.ms',
    )
    expect(alter(kafka, 'g', SESSION, '44999')).toMatch(/must be greater than or equal to group.consumer.min.session.timeout.ms$/)
    expect(alter(kafka, 'g', SESSION, '60001')).toMatch(/must be less than or equal to group.consumer.max.session.timeout.ms$/)
    expect(alter(kafka, 'g', SESSION, 'long')).toMatch(/Not a number of type INT$/)
    expect(alter(kafka, 'g', SESSION, '0')).toMatch(/Value must be at least 1$/)
    expect(alter(kafka, 'g', SESSION, '50000', 'APPEND')).toMatch(/^INVALID_CONFIG: Can't APPEND to key/)
    expect(alter(kafka, '', SESSION, '50000')).toBe('INVALID_REQUEST: Default group resources are not allowed.')
    const short = new MemoryCluster({ brokerConfigs: [['group.consumer.session.timeout.ms', '5000']] })
    expect(alter(short, 'g', HEARTBEAT, '6000')).toBe(
      'INVALID_CONFIG: consumer.session.timeout.ms must be greater than consumer.heartbeat.interval.ms',
    )
    expect(kafka.cluster.groupConfigs.size + short.cluster.groupConfigs.size).toBe(0)
  })

  it('[TOP9] are kept for a bounded number of groups with ids of bounded length', () => {
    const kafka = new MemoryCluster()
    expect(alter(kafka, 'g'.repeat(MAX_GROUP_ID_CHARACTERS + 1), SESSION, '50000')).toMatch(/^POLICY_VIOLATION/)
    const resources = Array.from({ length: MAX_GROUPS + 1 }, (_, index) => {
      return {
        resourceType: 'GROUP',
        resourceName: `g${index}`,
        configs: [{ name: SESSION, configOperation: 'SET', value: '50000' }],
      } as const
    })
    const { responses } = kafka.request('IncrementalAlterConfigs', { resources, validateOnly: false })
    expect(responses.filter(({ error }) => error === 'NONE')).toHaveLength(MAX_GROUPS)
    expect(responses.at(-1)?.error).toBe('POLICY_VIOLATION')
    expect(alter(kafka, 'more', SESSION, '50000')).toMatch(/^POLICY_VIOLATION/)
    expect(alter(kafka, 'g0', SESSION, null, 'DELETE')).toBe('NONE')
    expect(alter(kafka, 'more', SESSION, '50000')).toBe('NONE')
  })

  it('[STP2] are in the journal, in snapshots, and in the metadata log', () => {
    const kafka = new MemoryCluster()
    const before = kafka.cluster.metadataLog.logEndOffset
    alter(kafka, 'g', SESSION, '50000')
    expect(kafka.cluster.metadataLog.logEndOffset).toBe(before + 1)
    const again = decodeCluster(encodeCluster(kafka.cluster))
    expect(again.groupConfigs).toEqual(new Map([['g', new Map([[SESSION, '50000']])]]))
    const { groupConfigs: _, ...old } = JSON.parse(encodeCluster(kafka.cluster)) as Record<string, unknown>
    expect(decodeCluster(JSON.stringify(old)).groupConfigs.size).toBe(0)
  })
})
