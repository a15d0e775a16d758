import { describe, expect, it } from 'vitest'
import { checkConsumerConfigs } from './consumer-config.ts'

function check(configs: Readonly<Record<string, string>>) {
  return checkConsumerConfigs(new Map(Object.entries(configs)))
}

describe('the configs of a consumer', () => {
  it('[CON1] has the defaults of Kafka', () => {
    const checked = check({ 'group.id': 'g' })
    expect(checked.ok && checked.settings).toMatchObject({
      autoCommitIntervalMs: 5_000,
      autoOffsetReset: { kind: 'latest' },
      enableAutoCommit: true,
      heartbeatIntervalMs: 3_000,
      maxPollIntervalMs: 300_000,
      maxPollRecords: 500,
      partitionAssignmentStrategy: ['range', 'cooperative-sticky'],
      sessionTimeoutMs: 45_000,
    })
    const withoutGroup = check({})
    expect(withoutGroup.ok && withoutGroup.settings.enableAutoCommit).toBe(false)
  })

  it.each([
    ['PT1H', 3_600_000],
    ['P2DT3H4M5.678S', 183_845_678],
    ['PT0.5S', 500],
  ])('[CON1] takes by_duration:%s', (text, durationMs) => {
    const checked = check({ 'auto.offset.reset': `by_duration:${text}` })
    expect(checked.ok && checked.settings.autoOffsetReset).toEqual({ kind: 'byDuration', durationMs })
  })

  it.each([
    [{ 'group.id': ' ' }, 'group.id'],
    [{ 'enable.auto.commit': 'true' }, 'needs a group.id'],
    [{ 'auto.offset.reset': 'by_duration:-PT1H' }, 'auto.offset.reset'],
    [{ 'auto.offset.reset': 'by_duration:P' }, 'auto.offset.reset'],
    [{ 'session.timeout.ms': '3000' }, 'heartbeat.interval.ms must be less'],
    [{ 'partition.assignment.strategy': 'com.example.Mine' }, 'partition.assignment.strategy'],
    [{ 'partition.assignment.strategy': '' }, 'at least one'],
    [{ 'group.protocol': 'consumer', 'session.timeout.ms': '6000' }, 'group.protocol=consumer'],
    [{ 'group.remote.assignor': 'range' }, 'group.remote.assignor'],
    [{ 'max.poll.records': '0' }, 'max.poll.records'],
    [{ 'linger.ms': '0' }, 'not a config of this consumer'],
  ])('[CON1] refuses %o', (configs, message) => {
    const checked = check(configs as Readonly<Record<string, string>>)
    expect(checked.ok ? 'taken' : checked.message).toContain(message)
  })
})
