import { describe, expect, it } from 'vitest'
import { MemoryCluster } from '../../../test/support/memory-store.ts'
import { createTopic, produce } from '../../../test/support/records.ts'
import { runAll, TestConsumer } from '../../../test/support/test-consumer.ts'
import { close, subscribe } from './user-calls.ts'

const CONFIGS = { 'group.id': 'g', 'auto.offset.reset': 'earliest' }
const PROTOCOLS = [
  ['eager', { 'partition.assignment.strategy': 'range' }],
  ['cooperative', { 'partition.assignment.strategy': 'cooperative-sticky' }],
  ['consumer', { 'group.protocol': 'consumer' }],
] as const

function cluster(): MemoryCluster {
  const kafka = new MemoryCluster({ brokerConfigs: [['offsets.topic.num.partitions', '1']] })
  createTopic(kafka, 't', {}, 4)
  return kafka
}

function member(kafka: MemoryCluster, configs: Readonly<Record<string, string>>): TestConsumer {
  const consumer = new TestConsumer(kafka, { ...CONFIGS, ...configs })
  consumer.call(subscribe(consumer.state, { kind: 'topics', topics: ['t'] }, kafka.nowMs))
  return consumer
}

/** So many seconds, in which all of them poll and send their heartbeats. */
function live(kafka: MemoryCluster, seconds: number, ...members: readonly TestConsumer[]): void {
  for (let second = 0; second < seconds; second++) {
    runAll(...members)
    kafka.advance(1_000)
  }
  runAll(...members)
}

describe.each(PROTOCOLS)('members of a group, %s', (_name, configs) => {
  it('[CON8] [CON17] share the partitions, and hand them over when one comes and when one goes', () => {
    const kafka = cluster()
    const one = member(kafka, configs)
    live(kafka, 10, one)
    expect(one.assigned).toEqual(['t-0', 't-1', 't-2', 't-3'])
    const other = member(kafka, configs)
    live(kafka, 20, one, other)
    expect([one.assigned.length, other.assigned.length]).toEqual([2, 2])
    expect([...one.assigned, ...other.assigned].toSorted()).toEqual(['t-0', 't-1', 't-2', 't-3'])
    other.state = close(other.state, kafka.nowMs)
    live(kafka, 20, one, other)
    expect(other.state.phase).toBe('closed')
    expect(one.assigned).toHaveLength(4)
  })

  it('[CON15] read on where another member has committed', () => {
    const kafka = cluster()
    for (const value of ['a', 'b']) produce(kafka, 't', [{ value }])
    const one = member(kafka, configs)
    live(kafka, 10, one)
    expect(one.values).toEqual(['a', 'b'])
    one.state = close(one.state, kafka.nowMs)
    live(kafka, 2, one)
    produce(kafka, 't', [{ value: 'c' }])
    const other = member(kafka, configs)
    live(kafka, 10, other)
    expect(other.values).toEqual(['c'])
  })

  it('[CON16] go on when the broker that coordinates dies', () => {
    const kafka = cluster()
    const one = member(kafka, configs)
    live(kafka, 10, one)
    kafka.node(one.state.coordinator.brokerId ?? -1, 'kill')
    live(kafka, 60, one)
    produce(kafka, 't', [{ value: 'a' }])
    live(kafka, 5, one)
    expect(one.values).toEqual(['a'])
    expect(one.callbacks.filter(({ kind }) => kind === 'lost')).toEqual([])
  })

  it('[CON13] lose their partitions to others when nobody polls them', () => {
    const kafka = cluster()
    const busy = member(kafka, { ...configs, 'max.poll.interval.ms': '10000' })
    live(kafka, 10, busy)
    const other = member(kafka, configs)
    for (let second = 0; second < 30; second++) {
      busy.carry()
      other.run()
      kafka.advance(1_000)
    }
    expect(other.assigned).toHaveLength(4)
    live(kafka, 20, busy, other)
    expect(busy.callbacks.map(({ kind }) => kind)).toContain('lost')
    expect([busy.assigned.length, other.assigned.length]).toEqual([2, 2])
  })
})
