// What an admin client does with topics.
import { describe, expect, it } from 'vitest'
import { texts } from './stage.ts'
import type { Stage } from './stage.ts'

export function tellAdminStories(stage: () => Stage): void {
  describe('an admin', () => {
    it('creates a topic with configs, finds it in the list and sees its partitions', async () => {
      const admin = await stage().admin()
      const topic = await stage().topic(4, { 'retention.ms': '1234567', 'cleanup.policy': 'compact' })
      expect(await admin.listTopics()).toContain(topic)
      const partitions = await admin.describeTopic(topic)
      expect(partitions.map(({ partition }) => partition).toSorted()).toEqual([0, 1, 2, 3])
      for (const { leader, replicas } of partitions) {
        expect(replicas.toSorted()).toEqual([1, 2, 3])
        expect(replicas).toContain(leader)
      }
      expect(await admin.topicConfig(topic, 'retention.ms')).toBe('1234567')
      expect(await admin.topicConfig(topic, 'cleanup.policy')).toBe('compact')
      expect(await admin.topicConfig(topic, 'min.insync.replicas')).toBe('1')
    })

    it('changes a config of a topic', async () => {
      const admin = await stage().admin()
      const topic = await stage().topic()
      await admin.alterTopicConfig(topic, 'max.message.bytes', '2000')
      expect(await admin.topicConfig(topic, 'max.message.bytes')).toBe('2000')
    })

    it('adds partitions, and records go to them', async () => {
      const admin = await stage().admin()
      const topic = await stage().topic(1)
      await admin.addPartitions(topic, 3)
      expect(await admin.describeTopic(topic)).toHaveLength(3)
      const producer = await stage().producer()
      const records = texts(3).map((record, partition) => ({ ...record, partition }))
      expect(await producer.send(topic, records)).toEqual([0, 1, 2].map((partition) => ({ partition, baseOffset: 0 })))
    })

    it('deletes the oldest records', async () => {
      const admin = await stage().admin()
      const topic = await stage().filledTopic(texts(10))
      await admin.deleteRecords(topic, 0, 7)
      expect(await admin.beginningOffsets(topic)).toEqual([7])
      expect(await admin.endOffsets(topic)).toEqual([10])
      expect((await stage().firstRecords(topic, 3)).map(({ offset }) => offset)).toEqual([7, 8, 9])
    })

    it('finds offsets by time', async () => {
      const admin = await stage().admin()
      const records = texts(5).map((record, index) => ({ ...record, timestampMs: 1_700_000_000_000 + index * 1000 }))
      const topic = await stage().topic()
      const producer = await stage().producer()
      // One batch each, so that a batch's own time is that of its record.
      for (const record of records) await producer.send(topic, [record])
      expect(await admin.offsetsAt(topic, 1_700_000_002_000)).toEqual([2])
      expect(await admin.offsetsAt(topic, 1_700_000_002_001)).toEqual([3])
      expect(await admin.offsetsAt(topic, 1_800_000_000_000)).toEqual([5])
    })

    it('deletes a topic', async () => {
      const admin = await stage().admin()
      const topic = await stage().topic(2)
      await admin.deleteTopic(topic)
      expect(await admin.listTopics()).not.toContain(topic)
    })

    it('is told what a broker refuses', async () => {
      const admin = await stage().admin()
      const topic = await stage().topic(2)
      expect(await errorOf(admin.addPartitions(topic, 1))).toBe('INVALID_PARTITIONS')
      expect(await errorOf(admin.createTopic({ topic: stage().named('wide'), partitions: 1, replicas: 9 }))).toBe(
        'INVALID_REPLICATION_FACTOR',
      )
      expect(await errorOf(admin.alterTopicConfig(topic, 'retention.ms', 'soon'))).toBe('INVALID_CONFIG')
      expect(await errorOf(admin.deleteRecords(topic, 0, 1))).toBe('OFFSET_OUT_OF_RANGE')
    })

    async function errorOf(failing: Promise<unknown>): Promise<string | null> {
      return failing.then(
        () => 'no error',
        (cause: unknown) => stage().adapter.kafkaErrorOf(cause),
      )
    }
  })
}
