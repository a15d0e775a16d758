// Where a consumer begins, how it stops and goes on, and how far it is behind.
import { describe, expect, it } from 'vitest'
import type { SeenRecord } from '../adapters/client-adapter.ts'
import { Seen } from './seen.ts'
import { texts, valuesOf } from './stage.ts'
import type { Stage } from './stage.ts'

export function tellConsumingStories(stage: () => Stage): void {
  describe('a consumer', () => {
    it('begins where it is told to seek, forward and back', async () => {
      const topic = await stage().filledTopic(texts(20))
      const offsets = async (from: number, name: string): Promise<number[]> => {
        const seen = await stage().firstRecords(topic, 20 - from, { from: [from], groupId: stage().named(name) })
        return seen.map(({ offset }) => offset).slice(0, 3)
      }
      expect(await offsets(15, 'ahead')).toEqual([15, 16, 17])
      expect(await offsets(3, 'back')).toEqual([3, 4, 5])
    })

    it('begins at the end when it wants only what is new', async () => {
      const topic = await stage().filledTopic(texts(5, 'old'))
      const seen = new Seen<SeenRecord>()
      const joined = new Seen<readonly number[]>()
      const groupId = stage().named('late')
      await stage().consumer({ groupId, topics: [topic], from: 'latest', onRecord: seen.add, onAssigned: joined.add })
      await joined.count(1)
      const producer = await stage().producer()
      // It looks for the end after it has joined, so that it may miss the first ones; what it sees is new.
      while (seen.all.length === 0) await producer.send(topic, texts(1, 'new'))
      for (const { value } of seen.all) expect(value?.toString()).toBe('new-0')
    })

    it('goes on behind what it has committed', async () => {
      const topic = await stage().filledTopic(texts(10))
      const groupId = stage().named('worker')
      const seen = new Seen<SeenRecord>()
      const first = await stage().consumer({
        groupId,
        topics: [topic],
        onRecord: async (record, consumer) => {
          if (record.offset === 5) await consumer.commit(record)
          seen.add(record)
        },
      })
      await seen.count(10)
      await first.close()
      expect(await (await stage().admin()).committedOffsets(groupId, topic)).toEqual([6])
      expect((await stage().firstRecords(topic, 4, { groupId })).map(({ offset }) => offset)).toEqual([6, 7, 8, 9])
    })

    it('stops at a pause and goes on, and misses nothing', async () => {
      const topic = await stage().filledTopic(texts(3, 'before'))
      const seen = new Seen<SeenRecord>()
      const consumer = await stage().consumer({ groupId: stage().named('pausing'), topics: [topic], onRecord: seen.add })
      await seen.count(3)
      consumer.pause()
      await (await stage().producer()).send(topic, texts(3, 'after'))
      // Somebody else has the records by now; the paused consumer was asked nothing and saw nothing.
      await stage().firstRecords(topic, 6)
      consumer.resume()
      await seen.count(6)
      expect(valuesOf(seen.all)).toEqual([...valuesOf(texts(3, 'before')), ...valuesOf(texts(3, 'after'))])
    })

    it('is as far behind as HTTP says', async () => {
      const topic = await stage().topic(2)
      const producer = await stage().producer()
      await producer.send(
        topic,
        [...texts(6), ...texts(4)].map((record, index) => ({ ...record, partition: index < 6 ? 0 : 1 })),
      )
      const groupId = stage().named('lagging')
      const committed = new Seen<SeenRecord>()
      const consumer = await stage().consumer({
        groupId,
        topics: [topic],
        onRecord: async (record, self) => {
          if (record.offset > 1) return
          await self.commit(record)
          committed.add(record)
        },
      })
      await committed.count(4)
      await consumer.close()
      const admin = await stage().admin()
      const [ends, commits] = [await admin.endOffsets(topic), await admin.committedOffsets(groupId, topic)]
      expect([ends, commits]).toEqual([
        [6, 4],
        [2, 2],
      ])
      const expected = [0, 1].map((partition) => {
        const [currentOffset = 0, logEndOffset = 0] = [commits[partition], ends[partition]]
        return { partition, currentOffset, logEndOffset, lag: logEndOffset - currentOffset }
      })
      expect(await stage().http.lags(groupId)).toEqual(expected)
    })
  })
}
