// What a record about a hosted consumer does to the state. Part of apply.ts.
import { present } from '../assert.ts'
import type { Cluster } from '../cluster.ts'
import type { RecordOf } from '../record.ts'
import { hostedKey } from './hosted-consumer.ts'

export function applyHosted(
  { hostedConsumers, consumerUses }: Cluster,
  record: RecordOf<'consumer.created' | 'consumer.changed' | 'consumer.removed'>,
  nowMs: number,
): void {
  const key = hostedKey(record)
  switch (record.kind) {
    case 'consumer.created': {
      const { kind: _kind, ...hosted } = record
      hostedConsumers.set(key, hosted)
      return
    }
    case 'consumer.changed': {
      const { kind: _kind, ...changed } = record
      const hosted = present(hostedConsumers.get(key), `consumer ${record.name} of group ${record.groupId}`)
      hostedConsumers.set(key, { ...hosted, ...changed, usedMs: nowMs })
      return
    }
    case 'consumer.removed':
      hostedConsumers.delete(key)
      consumerUses.delete(key)
  }
}
