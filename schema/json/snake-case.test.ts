import { expect, it } from 'vitest'
import { snakeCased } from './snake-case.ts'

it('renames every field, however deep, and leaves data alone', () => {
  const shown = snakeCased({ brokerId: 1, logs: [{ highWatermark: 3, lastKnownElr: [1] }], rack: null, topicName: 'camelCase' })
  expect(shown).toEqual({ broker_id: 1, logs: [{ high_watermark: 3, last_known_elr: [1] }], rack: null, topic_name: 'camelCase' })
  expect(shown.logs[0]?.high_watermark).toBe(3)
})
