// What a client sees of brokers that die or fall silent: delays, and no record lost or doubled.
import { describe, expect, it } from 'vitest'
import type { SeenRecord } from '../adapters/client-adapter.ts'
import { Seen } from './seen.ts'
import { texts, valuesOf } from './stage.ts'
import type { Stage } from './stage.ts'

const SENDS = 30
/** Long enough that requests are under way, shorter than any client's patience. */
const SILENT_MS = 3000

type Breaking = 'kill' | 'pause'

export function tellFailureStories(stage: () => Stage): void {
  describe.each(['kill', 'pause'] as const)('after a %s of a leader', (breaking) => {
    it('an idempotent producer has lost no record and doubled none', async () => {
      const { topic, partition, leader } = await partitionElsewhere()
      const producer = await stage().producer({ isIdempotent: true })
      const send = (name: string): Promise<unknown> => producer.send(topic, [{ value: Buffer.from(name), partition }])
      await send('before')
      await whileBroken(leader, breaking, async () => {
        for (let number = 0; number < SENDS; number++) await send(`send-${number}`)
      })
      const expected = ['before', ...Array.from({ length: SENDS }, (_, number) => `send-${number}`)]
      expect(valuesOf(await stage().firstRecords(topic, SENDS + 1))).toEqual(expected)
    })

    it('a consumer that was reading from it goes on', async () => {
      const { topic, partition, leader } = await partitionElsewhere()
      const producer = await stage().producer({ isIdempotent: true })
      const records = (name: string) => texts(5, name).map((record) => ({ ...record, partition }))
      await producer.send(topic, records('before'))
      const seen = new Seen<SeenRecord>()
      await stage().consumer({ groupId: stage().named('patient'), topics: [topic], onRecord: seen.add })
      await seen.count(5)
      await whileBroken(leader, breaking, async () => {
        await producer.send(topic, records('after'))
        await seen.until((all) => records('after').every(({ value }) => all.some((record) => record.value?.equals(value!))))
      })
    })

    it('an admin goes on with the other brokers', async () => {
      const { topic, leader } = await partitionElsewhere()
      const admin = await stage().admin()
      await whileBroken(leader, breaking, async () => {
        expect(await admin.listTopics()).toContain(topic)
      })
    })
  })

  /**
   * A partition whose leader is not the broker that clients are told first. kafkajs comes back to that one for ever, as long as its port takes
   * a connection, which the port of a killed broker still does before it ends it.
   */
  async function partitionElsewhere() {
    const topic = await stage().topic(3)
    const partitions = await (await stage().admin()).describeTopic(topic)
    const found = partitions.find(({ leader }) => leader > 1)
    if (found === undefined) throw new Error('Partitions are spread over the brokers.')
    return { topic, ...found }
  }

  /** A broker that was killed stays so until the work is done; one that is paused holds requests, so that it has to come back by itself. */
  async function whileBroken(brokerId: number, breaking: Breaking, work: () => Promise<void>): Promise<void> {
    const { http } = stage()
    if (breaking === 'pause') await http.node(brokerId, 'pause', SILENT_MS)
    else await http.node(brokerId, 'kill')
    try {
      await work()
    } finally {
      if (breaking === 'kill') await http.node(brokerId, 'start')
    }
  }
}
