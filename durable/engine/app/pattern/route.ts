// Routing by header: a record goes to the topic that its header's value stands for; what stands in no row goes to `otherwise`, or is processed.
import { headerOf } from './message-headers.ts'
import type { ConsumedRecord, Decision, RoutePattern } from './pattern.ts'

export function decideRoute({ header, topics, otherwise }: RoutePattern, { headers }: ConsumedRecord): Decision {
  const value = headerOf(headers, header)
  const topic = value !== null && Object.hasOwn(topics, value) ? (topics[value] ?? otherwise) : otherwise
  return topic === null ? { kind: 'processed' } : { kind: 'forwarded', fate: 'routed', topic, headers: [] }
}
