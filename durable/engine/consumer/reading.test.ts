import { describe, expect, it } from 'vitest'
import { MemoryCluster } from '../../../test/support/memory-store.ts'
import { MAX_CONSUMER_FETCHED_BYTES } from '../../../schema/limits.ts'
import { createTopic, produce } from '../../../test/support/records.ts'
import { TestConsumer } from '../../../test/support/test-consumer.ts'
import { TransactionalProducer } from '../../../test/support/transactional-producer.ts'
import { withoutFetched } from './consumer.ts'
import { nextDueMs } from './next-requests.ts'
import { assign, pause, resume, seek, seekToBeginning, seekToEnd, seekToTime, subscribe } from './user-calls.ts'

const FROM_BEGINNING = { 'auto.offset.reset': 'earliest' }

function clusterWith(values: readonly string[], partitionCount = 1): MemoryCluster {
  const kafka = new MemoryCluster()
  createTopic(kafka, 't', {}, partitionCount)
  for (const value of values) produce(kafka, 't', [{ value }])
  return kafka
}

function partition(partitionIndex: number) {
  return { topic: 't', partitionIndex }
}

function reading(kafka: MemoryCluster, configs: Readonly<Record<string, string>> = FROM_BEGINNING, partitions = [0]): TestConsumer {
  const consumer = new TestConsumer(kafka, configs)
  consumer.call(assign(consumer.state, partitions.map(partition), kafka.nowMs))
  consumer.run()
  return consumer
}

/** A fetch that waits for records is answered after fetch.max.wait.ms; before that there is no other. */
function readOn(kafka: MemoryCluster, ...consumers: readonly TestConsumer[]): void {
  kafka.advance(500)
  for (const consumer of consumers) consumer.run()
}

describe('a consumer with partitions by hand', () => {
  it('[CON2] reads from where auto.offset.reset says', () => {
    const kafka = clusterWith(['a', 'b'])
    const earliest = reading(kafka)
    const latest = reading(kafka, {})
    kafka.advance(60_000)
    produce(kafka, 't', [{ value: 'c' }])
    const recent = reading(kafka, { 'auto.offset.reset': 'by_duration:PT30S' })
    const none = reading(kafka, { 'auto.offset.reset': 'none' })
    readOn(kafka, earliest, latest, none)
    expect([earliest.values, latest.values, recent.values]).toEqual([['a', 'b', 'c'], ['c'], ['c']])
    expect(none.errors.at(-1)).toEqual({
      error: 'OFFSET_OUT_OF_RANGE',
      message: 'Undefined offset with no reset policy for partition t-0.',
    })
  })

  it('[CON2] goes by the policy when its offset is gone, and is told when there is none', () => {
    const kafka = clusterWith(['a', 'b'])
    const consumer = reading(kafka)
    consumer.call(seek(consumer.state, partition(0), 100))
    const strict = reading(kafka, { 'auto.offset.reset': 'none' })
    strict.call(seek(strict.state, partition(0), 100))
    for (let round = 0; round < 3; round++) readOn(kafka, consumer, strict)
    expect(consumer.values).toEqual(['a', 'b', 'a', 'b'])
    expect(strict.errors.at(-1)?.message).toContain('Fetch offset 100 is out of range')
  })

  it('[CON3] seeks to an offset, the beginning, the end and a time', () => {
    const kafka = clusterWith(['a', 'b'])
    kafka.advance(1_000)
    const timeMs = kafka.nowMs
    produce(kafka, 't', [{ value: 'c' }])
    const consumer = reading(kafka)
    for (const call of [
      () => seek(consumer.state, partition(0), 1),
      () => seekToTime(consumer.state, [partition(0)], timeMs),
      () => seekToEnd(consumer.state, []),
      () => seekToBeginning(consumer.state, [partition(0)]),
    ]) {
      consumer.call(call())
      readOn(kafka, consumer)
    }
    expect(consumer.values).toEqual([...'abc', ...'bc', ...'c', ...'abc'])
    expect(seek(consumer.state, partition(1), 0)).toEqual({ ok: false, message: 'No current assignment for partition t-1' })
  })

  it('[CON3] gives nothing of a paused partition, and loses nothing of it', () => {
    const kafka = clusterWith(['a'], 2)
    const consumer = reading(kafka, FROM_BEGINNING, [0, 1])
    consumer.call(pause(consumer.state, [partition(0)]))
    produce(kafka, 't', [{ value: 'b' }])
    produce(kafka, 't', [{ value: 'x' }], 1)
    readOn(kafka, consumer)
    expect(consumer.values).toEqual(['a', 'x'])
    consumer.call(resume(consumer.state, [partition(0)]))
    readOn(kafka, consumer)
    expect(consumer.values).toEqual(['a', 'x', 'b'])
  })

  it('[CON4] gives at most max.poll.records, and what is left over can be fetched again', () => {
    const kafka = clusterWith(['a', 'b', 'c'])
    const consumer = new TestConsumer(kafka, { ...FROM_BEGINNING, 'max.poll.records': '2' })
    consumer.call(assign(consumer.state, [partition(0)], kafka.nowMs))
    while (consumer.records.length === 0) consumer.step()
    expect(consumer.values).toEqual(['a', 'b'])
    expect(consumer.state.fetched).toHaveLength(1)
    consumer.state = withoutFetched(consumer.state)
    consumer.run()
    expect(consumer.values).toEqual(['a', 'b', 'c'])
  })

  it('[CON21] holds so many bytes for the next poll and no more, loses nothing of it, and reads on beside paused partitions', () => {
    const value = 'x'.repeat(1_000_000)
    const indexes = Array.from({ length: 12 }, (_, index) => index)
    const kafka = new MemoryCluster()
    createTopic(kafka, 't', {}, indexes.length)
    for (const index of indexes) produce(kafka, 't', [{ value }], index)
    const consumer = new TestConsumer(kafka, { ...FROM_BEGINNING, 'max.poll.records': '1' })
    const heldBytes = () => consumer.state.fetched.reduce((bytes, { sizeBytes }) => bytes + sizeBytes, 0)
    consumer.call(assign(consumer.state, indexes.map(partition), kafka.nowMs))
    while (consumer.records.length === 0) consumer.step()
    expect(heldBytes()).toBeGreaterThan(MAX_CONSUMER_FETCHED_BYTES / 2)
    expect(heldBytes()).toBeLessThan(MAX_CONSUMER_FETCHED_BYTES + value.length)
    const held = consumer.state.fetched.map(({ partitionIndex }) => partition(partitionIndex))
    consumer.call(pause(consumer.state, held))
    consumer.run()
    expect(consumer.records).toHaveLength(indexes.length - held.length)
    consumer.call(resume(consumer.state, held))
    consumer.run()
    expect(consumer.records.map(({ partitionIndex }) => partitionIndex).toSorted((one, other) => one - other)).toEqual(indexes)
  })

  it('[CON5] leaves out markers and aborted records with read_committed, and stands behind them', () => {
    const kafka = clusterWith(['a'])
    const producer = new TransactionalProducer(kafka)
    producer.init()
    producer.produce(['aborted'])
    producer.end(false)
    producer.produce(['committed'])
    producer.end(true)
    const consumer = reading(kafka, { ...FROM_BEGINNING, 'isolation.level': 'read_committed' })
    expect(consumer.values).toEqual(['a', 'committed'])
    expect(consumer.state.partitions[0]?.position).toBe(5)
  })

  it('[CON6] finds the new leader when a broker dies, and reads on', () => {
    const kafka = clusterWith(['a'])
    const consumer = reading(kafka)
    const leader = kafka.cluster.topics.get('t')?.partitions[0]?.leader ?? -1
    kafka.node(leader, 'kill')
    kafka.advance(20_000)
    produce(kafka, 't', [{ value: 'b' }])
    for (let round = 0; round < 20 && consumer.values.length < 2; round++) {
      consumer.run()
      kafka.advance(1_000)
    }
    expect(consumer.values).toEqual(['a', 'b'])
  })

  it('[CON6] waits for time only where it has to', () => {
    const kafka = clusterWith(['a'])
    const consumer = reading(kafka)
    const dueMs = nextDueMs(consumer.state) ?? 0
    expect(dueMs).toBeGreaterThan(kafka.nowMs)
  })

  it('[CON7] does not mix partitions by hand with a subscription, and needs a group to subscribe', () => {
    const kafka = clusterWith([])
    const consumer = reading(kafka, { 'group.id': 'g' })
    const subscribed = subscribe(consumer.state, { kind: 'topics', topics: ['t'] }, kafka.nowMs)
    expect(subscribed.ok ? '' : subscribed.message).toContain('mutually exclusive')
    const alone = new TestConsumer(kafka, {})
    const refused = subscribe(alone.state, { kind: 'topics', topics: ['t'] }, kafka.nowMs)
    expect(refused.ok ? '' : refused.message).toContain('group.id')
  })
})
