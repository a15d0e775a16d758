// What a producer sends, and what comes back of it.
import { describe, expect, it } from 'vitest'
import { partitionForKey } from '../../../schema/kafka/murmur2.ts'
import { COMPRESSIONS } from '../adapters/client-adapter.ts'
import type { RecordToSend, SeenRecord } from '../adapters/client-adapter.ts'
import { texts, valuesOf } from './stage.ts'
import type { Stage } from './stage.ts'

const BINARY = Buffer.from([0, 255, 128, 10, 13])

const ODD_RECORDS: readonly RecordToSend[] = [
  { key: null, value: Buffer.from('no key') },
  { key: Buffer.from(''), value: Buffer.from('an empty key') },
  { key: Buffer.from('tombstone'), value: null },
  { key: BINARY, value: BINARY },
  { key: Buffer.from('empty value'), value: Buffer.from('') },
  { value: Buffer.from('headers'), headers: { text: Buffer.from('é\u{1f600}'), binary: BINARY, empty: Buffer.from('') } },
]

export function tellProducingStories(stage: () => Stage): void {
  describe.each([false, true])('a producer, idempotent: %s', (isIdempotent) => {
    it('is told where its records are, and a consumer finds them there', async () => {
      const topic = await stage().topic(2)
      const producer = await stage().producer({ isIdempotent })
      for (let round = 0; round < 5; round++) {
        const records = texts(4, `round-${round}`).map((record, index) => ({ ...record, partition: index % 2 }))
        expect(await producer.send(topic, records)).toEqual([0, 1].map((partition) => ({ partition, baseOffset: round * 2 })))
      }
      const seen = await stage().firstRecords(topic, 20)
      const expected = Array.from({ length: 10 }, (_, offset) => `round-${Math.floor(offset / 2)}-${(offset % 2) * 2}`)
      expect(valuesOf(seen.filter(({ partition }) => partition === 0))).toEqual(expected)
    })

    it('has many sends at once, and no record is lost or comes twice', async () => {
      const topic = await stage().topic(3)
      const producer = await stage().producer({ isIdempotent })
      await Promise.all(Array.from({ length: 40 }, (_, index) => producer.send(topic, texts(5, `send-${index}`))))
      const seen = await stage().firstRecords(topic, 200)
      expect(new Set(valuesOf(seen)).size).toBe(200)
    })
  })

  describe('a record', () => {
    it('comes back as it was sent: keys, values and headers, null, empty and binary', async () => {
      const topic = await stage().filledTopic(ODD_RECORDS)
      const seen = await stage().firstRecords(topic, ODD_RECORDS.length)
      expect(seen.map(shown)).toEqual(ODD_RECORDS.map(({ key = null, value, headers = {} }) => ({ key, value, headers })))
    })

    it('has the time that it was given', async () => {
      const topic = await stage().filledTopic([{ value: Buffer.from('old'), timestampMs: 1_600_000_000_123 }])
      const [record] = await stage().firstRecords(topic, 1)
      expect(record?.timestampMs).toBe(1_600_000_000_123)
    })

    it('may have a header that is null', async () => {
      const topic = await stage().topic()
      await stage().http.produce(topic, { value: { type: 'STRING', data: 'x' }, headers: [{ name: 'nothing', value: null }] })
      const [record] = await stage().firstRecords(topic, 1)
      expect(record?.headers).toEqual([['nothing', null]])
    })

    it('goes by its key to the partition of the Java client', async () => {
      const topic = await stage().topic(7)
      const keys = Array.from({ length: 50 }, (_, index) => Buffer.from(`key-${index}`))
      await (
        await stage().producer()
      ).send(
        topic,
        keys.map((key) => ({ key, value: key })),
      )
      for (const { key, partition } of await stage().firstRecords(topic, 50)) expect(partition).toBe(partitionForKey(key!, 7))
    })

    it.each(COMPRESSIONS)('comes back out of a batch with compression %s', async (compression) => {
      const topic = await stage().topic()
      const records = texts(100, 'a value that can be packed well, since it is nearly the same each time,')
      await (await stage().producer({ compression })).send(topic, records)
      expect(valuesOf(await stage().firstRecords(topic, 100))).toEqual(valuesOf(records))
    })

    it('that is too large is refused, and the next one is not', async () => {
      const topic = await stage().topic(1, { 'max.message.bytes': '10000' })
      const producer = await stage().producer()
      const refused = producer.send(topic, [{ value: Buffer.alloc(20_000, 'x') }])
      expect(await refused.catch((cause: unknown) => stage().adapter.kafkaErrorOf(cause))).toBe('MESSAGE_TOO_LARGE')
      expect(await producer.send(topic, texts(1))).toEqual([{ partition: 0, baseOffset: 0 }])
    })

    it('makes the topic that it goes to', async () => {
      const topic = stage().named('made-by-a-record')
      await (await stage().producer()).send(topic, texts(1))
      expect(valuesOf(await stage().firstRecords(topic, 1))).toEqual(['record-0'])
    })
  })
}

function shown({ key, value, headers }: SeenRecord): object {
  return { key, value, headers: Object.fromEntries(headers) }
}
