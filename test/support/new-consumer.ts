// A consumer client as its host makes one, for tests that do not care which.
import { checkConsumerConfigs } from '../../durable/engine/consumer/consumer-config.ts'
import { newConsumer } from '../../durable/engine/consumer/consumer.ts'
import type { Consumer } from '../../durable/engine/consumer/consumer.ts'

export function newTestConsumer(nowMs = 1_700_000_000_000): Consumer {
  const checked = checkConsumerConfigs(new Map([['group.id', 'g']]))
  if (!checked.ok) throw new Error(checked.message)
  return newConsumer(checked.settings, { memberUuid: 'uuid', clientHost: '/127.0.0.1' }, nowMs)
}
