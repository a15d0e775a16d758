import { describe, expect, it } from 'vitest'
import { configText } from './config-definition.ts'
import { checkTopicConfigs, TOPIC_CONFIG_DEFINITIONS } from './topic-configs.ts'

const INT_MAX = '2147483647'
const LONG_MAX = '9223372036854775807'

function check(configs: Record<string, string>) {
  return checkTopicConfigs(new Map(Object.entries(configs)), { remoteStorageSystemEnabled: true })
}

function refusal(configs: Record<string, string>): string {
  const checked = check(configs)
  return checked.ok ? 'accepted' : checked.message
}

function effective(name: string, value: string): string | undefined {
  const checked = check({ [name]: value })
  const definition = TOPIC_CONFIG_DEFINITIONS.find((candidate) => candidate.name === name)
  return checked.ok ? configText(checked.values.get(name) ?? null, definition!.type) : checked.message
}

describe('the defaults of a topic', () => {
  it('are those of LogConfig', () => {
    const checked = checkTopicConfigs(new Map())
    expect(checked.ok && checked.effective).toEqual({
      segmentBytes: 1073741824,
      segmentMs: 604800000,
      segmentJitterMs: 0,
      segmentIndexBytes: 10485760,
      flushMessages: Number.MAX_SAFE_INTEGER,
      flushMs: Number.MAX_SAFE_INTEGER,
      retentionBytes: -1,
      retentionMs: 604800000,
      maxMessageBytes: 1048588,
      indexIntervalBytes: 4096,
      deleteRetentionMs: 86400000,
      minCompactionLagMs: 0,
      maxCompactionLagMs: Number.MAX_SAFE_INTEGER,
      fileDeleteDelayMs: 60000,
      minCleanableDirtyRatio: 0.5,
      cleanupPolicy: ['delete'],
      uncleanLeaderElectionEnable: false,
      minInsyncReplicas: 1,
      compressionType: 'producer',
      compressionGzipLevel: -1,
      compressionLz4Level: 9,
      compressionZstdLevel: 3,
      preallocate: false,
      messageTimestampType: 'CreateTime',
      messageTimestampBeforeMaxMs: Number.MAX_SAFE_INTEGER,
      messageTimestampAfterMaxMs: 3600000,
      leaderReplicationThrottledReplicas: [],
      followerReplicationThrottledReplicas: [],
      remoteStorageEnable: false,
      localRetentionMs: -2,
      localRetentionBytes: -2,
      remoteLogCopyDisable: false,
      remoteLogDeleteOnDisable: false,
      internalSegmentBytes: null,
    })
  })

  it('are 34, and each is valid where it is set', () => {
    expect(TOPIC_CONFIG_DEFINITIONS).toHaveLength(34)
    for (const { name, default: byDefault } of TOPIC_CONFIG_DEFINITIONS)
      if (byDefault !== null) expect(refusal({ [name]: byDefault })).toBe('accepted')
  })
})

describe('the ranges of topic configs', () => {
  const ranges: [name: string, least: string | null, greatest: string, below: string | null, above: string][] = [
    ['segment.bytes', '1048576', INT_MAX, '1048575', '2147483648'],
    ['segment.index.bytes', '4', INT_MAX, '3', '2147483648'],
    ['max.message.bytes', '0', INT_MAX, '-1', '2147483648'],
    ['index.interval.bytes', '0', INT_MAX, '-1', '2147483648'],
    ['min.insync.replicas', '1', INT_MAX, '0', '2147483648'],
    ['internal.segment.bytes', '-2147483648', INT_MAX, '-2147483649', '2147483648'],
    ['compression.gzip.level', '1', '9', '0', '10'],
    ['compression.lz4.level', '1', '17', '0', '18'],
    ['compression.zstd.level', '-131072', '22', '-131073', '23'],
    ['segment.ms', '1', LONG_MAX, '0', '9223372036854775808'],
    ['segment.jitter.ms', '0', LONG_MAX, '-1', '9223372036854775808'],
    ['flush.messages', '1', LONG_MAX, '0', '9223372036854775808'],
    ['flush.ms', '0', LONG_MAX, '-1', '9223372036854775808'],
    ['retention.bytes', '-9223372036854775808', LONG_MAX, '-9223372036854775809', '9223372036854775808'],
    ['retention.ms', '-1', LONG_MAX, '-2', '9223372036854775808'],
    ['delete.retention.ms', '0', LONG_MAX, '-1', '9223372036854775808'],
    ['min.compaction.lag.ms', '0', LONG_MAX, '-1', '9223372036854775808'],
    ['max.compaction.lag.ms', '1', LONG_MAX, '0', '9223372036854775808'],
    ['file.delete.delay.ms', '0', LONG_MAX, '-1', '9223372036854775808'],
    ['message.timestamp.before.max.ms', '0', LONG_MAX, '-1', '9223372036854775808'],
    ['message.timestamp.after.max.ms', '0', LONG_MAX, '-1', '9223372036854775808'],
    ['local.retention.ms', '-2', LONG_MAX, '-3', '9223372036854775808'],
    ['local.retention.bytes', '-2', LONG_MAX, '-3', '9223372036854775808'],
    ['min.cleanable.dirty.ratio', '0.0', '1.0', '-0.1', '1.1'],
  ]
  for (const [name, least, greatest, below, above] of ranges) {
    it(`of ${name} end where Kafka ends them`, () => {
      if (least !== null) expect(effective(name, least)).toBe(least)
      expect(effective(name, greatest)).toBe(greatest)
      if (below !== null) expect(refusal({ [name]: below })).toContain(`Invalid value ${below} for configuration ${name}`)
      expect(refusal({ [name]: above })).toContain(`Invalid value ${above} for configuration ${name}`)
      expect(refusal({ [name]: '' })).toContain('Not a number of type')
    })
  }
})

describe('refusals', () => {
  it('are the sentences of ConfigDef', () => {
    expect(refusal({ 'no.such.config': 'x' })).toBe('Unknown topic config name: no.such.config')
    expect(refusal({ 'retention.ms': 'abc' })).toBe('Invalid value abc for configuration retention.ms: Not a number of type LONG')
    expect(refusal({ 'retention.ms': '-2' })).toBe('Invalid value -2 for configuration retention.ms: Value must be at least -1')
    expect(refusal({ 'min.cleanable.dirty.ratio': '2' })).toBe(
      'Invalid value 2.0 for configuration min.cleanable.dirty.ratio: Value must be no more than 1',
    )
    expect(refusal({ preallocate: 'yes' })).toBe(
      'Invalid value yes for configuration preallocate: Expected value to be either true or false',
    )
    expect(refusal({ 'message.timestamp.type': 'createtime' })).toBe(
      'Invalid value createtime for configuration message.timestamp.type: String must be one of: CreateTime, LogAppendTime',
    )
    expect(refusal({ 'cleanup.policy': 'delete,none' })).toBe(
      'Invalid value none for configuration cleanup.policy: String must be one of: compact, delete',
    )
    expect(refusal({ 'cleanup.policy': 'delete,' })).toBe("Configuration 'cleanup.policy' values must not be empty.")
    expect(refusal({ 'compression.gzip.level': '0' })).toBe(
      'Invalid value 0 for configuration compression.gzip.level: Value must be between 1 and 9 or equal to -1',
    )
    expect(refusal({ 'leader.replication.throttled.replicas': '1:2, 3' })).toBe(
      'Invalid value [1:2, 3] for configuration leader.replication.throttled.replicas: leader.replication.throttled.replicas must be ' +
        "the literal '*' or a list of replicas in the following format: [partitionId]:[brokerId],[partitionId]:[brokerId],...",
    )
  })

  it('name the config that LogConfig defines first, and unknown names before all', () => {
    expect(refusal({ 'min.insync.replicas': '0', 'segment.ms': '0' })).toContain('segment.ms')
    expect(refusal({ 'segment.ms': '0', unknown: '' })).toBe('Unknown topic config name: unknown')
    for (const name of ['__proto__', 'constructor', 'toString'])
      expect(refusal(Object.fromEntries([[name, '1']]))).toContain('Unknown topic config name')
  })

  it('come at once for very long values', () => {
    const million = 1_000_000
    expect(refusal({ 'retention.ms': '9'.repeat(million) })).toContain('Not a number of type LONG')
    expect(effective('retention.ms', `${'0'.repeat(million)}7`)).toBe('7')
    expect(refusal({ 'retention.ms': `1${' '.repeat(million)}x` })).toContain('Not a number of type LONG')
    expect(refusal({ 'cleanup.policy': `delete${' '.repeat(million)}x` })).toContain('String must be one of')
    expect(refusal({ 'cleanup.policy': ','.repeat(million) })).toContain('must not be empty')
    expect(refusal({ 'min.cleanable.dirty.ratio': `${'1'.repeat(million)}x` })).toContain('Not a number of type DOUBLE')
    expect(refusal({ 'leader.replication.throttled.replicas': `${'1'.repeat(million)}:` })).toContain('literal')
  })
})

describe('values', () => {
  it('are trimmed and parsed as Java does', () => {
    expect(effective('retention.ms', ' +5\n')).toBe('5')
    expect(effective('retention.ms', '-0')).toBe('0')
    expect(refusal({ 'retention.ms': '5\u00a0' })).toContain('Not a number')
    for (const wrong of ['0x10', '1e3', '1_000', '5L', '--1', '+', '-', '1 2'])
      expect(refusal({ 'retention.ms': wrong })).toContain('Not a number of type LONG')
    expect(effective('preallocate', ' TrUe ')).toBe('true')
    expect(effective('compression.type', ' gzip ')).toBe('gzip')
    expect(effective('cleanup.policy', ' compact ,\tdelete ')).toBe('[compact, delete]')
    expect(effective('cleanup.policy', 'delete,compact,delete')).toBe('[delete, compact]')
    expect(effective('cleanup.policy', '  ')).toBe('[]')
    for (const [text, ratio] of [
      ['.5', '0.5'],
      ['1.', '1.0'],
      ['5e-1', '0.5'],
      ['0.5d', '0.5'],
      ['1F', '1.0'],
      ['0.0001', '1.0E-4'],
      ['NaN', 'NaN'],
      ['-0', '-0.0'],
    ] as const) {
      expect(effective('min.cleanable.dirty.ratio', text)).toBe(ratio)
    }
    for (const wrong of ['.', 'e5', 'nan', '0,5', '1e', 'Infinity', '-Infinity'])
      expect(refusal({ 'min.cleanable.dirty.ratio': wrong })).toContain('Invalid value')
  })

  it('of throttled replicas are a star, pairs, or nothing', () => {
    const name = 'follower.replication.throttled.replicas'
    expect(effective(name, '*')).toBe('[*]')
    expect(effective(name, '1:2,1:2')).toBe('[1:2, 1:2]')
    expect(effective(name, '1:2,')).toBe('[1:2, ]')
    for (const wrong of ['*,*', '1:', ':1', '1:2:3', 'a:1', '1 : 2', '-1:2']) expect(refusal({ [name]: wrong })).toContain('literal')
  })

  it('keep a LONG exact beside its number', () => {
    const checked = check({ 'retention.bytes': '-9223372036854775808' })
    expect(checked.ok && checked.values.get('retention.bytes')).toBe(-(2n ** 63n))
    expect(checked.ok && checked.effective.retentionBytes).toBe(Number.MIN_SAFE_INTEGER)
  })
})

describe('rules between configs', () => {
  it('compare the two compaction lags', () => {
    expect(refusal({ 'min.compaction.lag.ms': '200', 'max.compaction.lag.ms': '100' })).toBe(
      'conflict topic config setting min.compaction.lag.ms (200) > max.compaction.lag.ms (100)',
    )
    expect(refusal({ 'min.compaction.lag.ms': '100', 'max.compaction.lag.ms': '100' })).toBe('accepted')
  })

  it('refuse tiered storage where the brokers have none', () => {
    const checked = checkTopicConfigs(new Map([['remote.storage.enable', 'true']]))
    expect(checked).toMatchObject({
      ok: false,
      error: 'INVALID_CONFIG',
      message: expect.stringContaining('Tiered Storage functionality is disabled'),
    })
  })

  it('bound what tiered storage keeps locally', () => {
    const remote = { 'remote.storage.enable': 'true' }
    expect(refusal({ ...remote, 'cleanup.policy': 'compact' })).toContain('Remote log storage only supports')
    expect(refusal({ ...remote, 'cleanup.policy': 'compact,delete' })).toContain('Remote log storage only supports')
    expect(refusal({ ...remote, 'cleanup.policy': '' })).toBe('accepted')
    for (const unit of ['ms', 'bytes']) {
      const local = `local.retention.${unit}`
      const retention = `retention.${unit}`
      expect(refusal({ ...remote, [retention]: '100', [local]: '-1' })).toBe(
        `Invalid value -1 for configuration ${local}: Value must not be -1 as ${retention} value is set as 100.`,
      )
      expect(refusal({ ...remote, [retention]: '100', [local]: '101' })).toBe(
        `Invalid value 101 for configuration ${local}: Value must not be more than ${retention} property value: 100`,
      )
      expect(refusal({ ...remote, [retention]: '100', [local]: '100' })).toBe('accepted')
      expect(refusal({ ...remote, [retention]: '100', [local]: '-2' })).toBe('accepted')
      expect(refusal({ ...remote, [retention]: '-1', [local]: '-1' })).toBe('accepted')
      expect(refusal({ ...remote, [retention]: '-1', [local]: '500' })).toBe('accepted')
      expect(refusal({ [retention]: '100', [local]: '101' })).toBe('accepted')
      expect(refusal({ ...remote, 'remote.log.copy.disable': 'true', [retention]: '100', [local]: '50' })).toContain('identical value')
    }
  })
})
