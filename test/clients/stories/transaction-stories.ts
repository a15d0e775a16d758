// Transactions: what is seen of them, and records that are read, changed and written exactly once.
import { describe, expect, it } from 'vitest'
import type { ConsumerClient, SeenRecord, TransactionalProducer } from '../adapters/client-adapter.ts'
import { Seen } from './seen.ts'
import { texts, valuesOf } from './stage.ts'
import type { Stage } from './stage.ts'

const INPUTS = 30
const PER_TRANSACTION = 5

export function tellTransactionStories(stage: () => Stage): void {
  describe('a transaction', () => {
    it('is seen when it is committed and never when it is aborted, unless by those who read uncommitted records', async () => {
      const topic = await stage().topic()
      const producer = await stage().transactionalProducer(stage().named('transaction'))
      for (const [index, ends] of (['commit', 'abort', 'commit'] as const).entries()) {
        const transaction = await producer.begin()
        await transaction.send(topic, texts(2, `${ends}-${index}`))
        await transaction[ends]()
      }
      const committed = await stage().firstRecords(topic, 4, { isolation: 'read_committed' })
      expect(valuesOf(committed)).toEqual(['commit-0-0', 'commit-0-1', 'commit-2-0', 'commit-2-1'])
      const all = await stage().firstRecords(topic, 6, { isolation: 'read_uncommitted', groupId: stage().named('dirty') })
      expect(valuesOf(all)).toEqual(['commit-0-0', 'commit-0-1', 'abort-1-0', 'abort-1-1', 'commit-2-0', 'commit-2-1'])
    })

    it('holds back what comes behind it until it has ended', async () => {
      const topic = await stage().topic()
      const transaction = await (await stage().transactionalProducer(stage().named('transaction'))).begin()
      await transaction.send(topic, texts(1, 'open'))
      await (await stage().producer()).send(topic, texts(1, 'plain'))
      const [committed, all] = [new Seen<SeenRecord>(), new Seen<SeenRecord>()]
      await stage().consumer({ groupId: stage().named('committed'), topics: [topic], onRecord: committed.add })
      await stage().consumer({ groupId: stage().named('all'), topics: [topic], isolation: 'read_uncommitted', onRecord: all.add })
      await all.count(2)
      expect(committed.all).toEqual([])
      await transaction.commit()
      await committed.count(2)
      expect(valuesOf(committed.all)).toEqual(['open-0', 'plain-0'])
    })

    it('writes to several partitions and topics, all or nothing', async () => {
      const topic = await stage().topic(3)
      const other = stage().named('other')
      await (await stage().admin()).createTopic({ topic: other, partitions: 1 })
      const producer = await stage().transactionalProducer(stage().named('transaction'))
      for (const ends of ['abort', 'commit'] as const) {
        const transaction = await producer.begin()
        await transaction.send(
          topic,
          texts(3, ends).map((record, partition) => ({ ...record, partition })),
        )
        await transaction.send(other, texts(1, `other-${ends}`))
        await transaction[ends]()
      }
      expect(valuesOf(await stage().firstRecords(topic, 3)).toSorted()).toEqual(['commit-0', 'commit-1', 'commit-2'])
      expect(valuesOf(await stage().firstRecords(other, 1))).toEqual(['other-commit-0'])
    })

    it('has one producer: of two with the same transactional id, one is fenced', async () => {
      const topic = await stage().topic()
      const transactionalId = stage().named('transaction')
      const first = await (await stage().transactionalProducer(transactionalId)).begin()
      await first.send(topic, texts(1, 'first'))
      const second = await stage().transactionalProducer(transactionalId)
      const secondError = await errorOf(writeOnce(second, topic))
      const firstError = await errorOf(first.commit())
      expect([firstError, secondError].filter((error) => error === null)).toHaveLength(1)
      for (const error of [firstError, secondError]) expect([null, 'PRODUCER_FENCED', 'INVALID_PRODUCER_EPOCH']).toContain(error)
      expect(valuesOf(await stage().firstRecords(topic, 1))).toEqual([firstError === null ? 'first-0' : 'second-0'])
    })

    async function writeOnce(producer: TransactionalProducer, topic: string): Promise<void> {
      const transaction = await producer.begin()
      await transaction.send(topic, texts(1, 'second'))
      await transaction.commit()
    }

    /** Null when it succeeds. */
    async function errorOf(asked: Promise<void>): Promise<string | null> {
      return asked.then(
        () => null,
        (cause: unknown) => stage().adapter.kafkaErrorOf(cause) ?? String(cause),
      )
    }
  })

  describe('exactly once', () => {
    it('takes each record from one topic to another once, though one of its transactions is aborted first', async () => {
      const input = await stage().filledTopic(texts(INPUTS, 'in'))
      const output = stage().named('output')
      const groupId = stage().named('copier')
      const admin = await stage().admin()
      await admin.createTopic({ topic: output, partitions: 1 })
      await copy(input, output, groupId)
      expect(valuesOf(await stage().firstRecords(output, INPUTS))).toEqual(valuesOf(texts(INPUTS, 'copied in')))
      expect(await admin.committedOffsets(groupId, input)).toEqual([INPUTS])
    })

    /**
     * Copies in transactions of a few records; the one that was aborted is done again with the same records, as a restarted copier would.
     * One and no more: @platformatic/kafka shows aborted records when a fetch brings two aborted transactions of one producer.
     */
    async function copy(input: string, output: string, groupId: string): Promise<void> {
      const producer = await stage().transactionalProducer(stage().named('copier'))
      const done = new Seen<SeenRecord>()
      let gathered: SeenRecord[] = []
      const writeGathered = async (consumer: ConsumerClient, ends: 'abort' | 'commit'): Promise<void> => {
        const transaction = await producer.begin()
        await transaction.send(
          output,
          gathered.map(({ value }) => ({ value: Buffer.from(`copied ${value!.toString()}`) })),
        )
        await transaction.commitProcessed(consumer, gathered.at(-1)!)
        await transaction[ends]()
      }
      const onRecord = async (record: SeenRecord, consumer: ConsumerClient): Promise<void> => {
        gathered.push(record)
        if (gathered.length < PER_TRANSACTION) return
        if (done.all.length === PER_TRANSACTION) await writeGathered(consumer, 'abort')
        await writeGathered(consumer, 'commit')
        for (const each of gathered) done.add(each)
        gathered = []
      }
      const consumer = await stage().consumer({ groupId, topics: [input], onRecord })
      await done.count(INPUTS)
      await consumer.close()
    }
  })
}
