// What a client sees of brokers that die or fall silent: delays, and no record lost or doubled.
import { describe, expect, it } from 'vitest'
import type { SeenRecord } from '../adapters/client-adapter.ts'
import { Seen } from './seen.ts'
import { texts, valuesOf } from './stage.ts'
import type { Stage } from './stage.ts'

const SENDS = 30
/** Long enough that requests are under way, shorter than any client's patience. */
const BROKEN_MS = 3000

export function tellFailureStories(stage: () => Stage): void {
  describe.each(['kill', 'pause'] as const)('after a %s of a leader', (verb) => {
    it('an idempotent producer has lost no record and doubled none', async () => {
      const topic = await stage().topic(1)
      const producer = await stage().producer({ isIdempotent: true })
      await producer.send(topic, texts(1, 'before'))
      await stage().http.node(await leaderOf(topic), verb, BROKEN_MS)
      for (let send = 0; send < SENDS; send++) await producer.send(topic, texts(1, `send-${send}`))
      const expected = ['before-0', ...Array.from({ length: SENDS }, (_, send) => `send-${send}-0`)]
      expect(valuesOf(await stage().firstRecords(topic, SENDS + 1))).toEqual(expected)
    })

    it('a consumer that was reading from it goes on', async () => {
      const topic = await stage().filledTopic(texts(5, 'before'))
      const seen = new Seen<SeenRecord>()
      await stage().consumer({ groupId: stage().named('patient'), topics: [topic], onRecord: seen.add })
      await seen.count(5)
      await stage().http.node(await leaderOf(topic), verb, BROKEN_MS)
      await (await stage().producer({ isIdempotent: true })).send(topic, texts(5, 'after'))
      await seen.until((all) => texts(5, 'after').every(({ value }) => all.some((record) => record.value?.equals(value!))))
    })

    it('an admin goes on with the other brokers', async () => {
      const topic = await stage().topic(1)
      const admin = await stage().admin()
      await stage().http.node(await leaderOf(topic), verb, BROKEN_MS)
      expect(await admin.listTopics()).toContain(topic)
    })
  })

  async function leaderOf(topic: string): Promise<number> {
    const [partition] = await (await stage().admin()).describeTopic(topic)
    if (partition === undefined) throw new Error('A topic has a partition.')
    return partition.leader
  }
}
