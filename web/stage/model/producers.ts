// The left lane: applications that write, with what decides about their guarantees.
import type { AnyApp, ClusterEvent, ClusterState, ProducerApp } from '../../data/shapes.ts'
import { isConsumerApp } from '../../data/shapes.ts'

export type ProducerCard = {
  readonly app: ProducerApp
  /** As Kafka writes it: `0`, `1` or `all`. */
  readonly acks: string
  readonly isIdempotent: boolean
  readonly transactionalId: string | null
  /** As the coordinator knows it, such as `Ongoing`; null without a transactional.id, or before the coordinator knows of it. */
  readonly transactionState: string | null
  readonly bufferedRecords: number
  readonly inFlightRequests: number
}

/** A producer that an application owns which reads and sends on is shown too: it is what writes. */
export function producerCardsOf(apps: readonly AnyApp[], state: ClusterState): readonly ProducerCard[] {
  return apps.flatMap((app) => (isConsumerApp(app) ? [] : [cardOf(app, state)]))
}

function cardOf(app: ProducerApp, state: ClusterState): ProducerCard {
  const acks = acksOf(app.configs['acks'])
  const transactionalId = app.configs['transactional.id'] ?? null
  const transaction = state.transactions.find((one) => one.transactional_id === transactionalId)
  return {
    app,
    acks,
    isIdempotent: isIdempotent(app.configs, acks),
    transactionalId,
    transactionState: transaction === undefined ? null : (transaction.pending_state ?? transaction.state),
    bufferedRecords: (app.producer?.batches ?? []).reduce((sum, batch) => sum + batch.record_count, 0),
    inFlightRequests: app.producer?.in_flight.length ?? 0,
  }
}

function acksOf(config: string | undefined): string {
  return config === undefined || config === '-1' ? 'all' : config
}

/** KafkaProducer's rule: on by default, and silently off when another config that was set does not allow it. */
function isIdempotent(configs: Readonly<Record<string, string>>, acks: string): boolean {
  const asked = configs['enable.idempotence']
  if (asked !== undefined) return asked === 'true'
  return acks === 'all' && configs['retries'] !== '0' && Number(configs['max.in.flight.requests.per.connection'] ?? 5) <= 5
}

/** What came from outside: HTTP and Kafka clients, which are seen by what they write. */
export type ClientTraffic = { readonly batches: number; readonly records: number; readonly lastMs: number | null }

export const NO_TRAFFIC: ClientTraffic = { batches: 0, records: 0, lastMs: null }

export function withTrafficOf(traffic: ClientTraffic, events: readonly ClusterEvent[]): ClientTraffic {
  let { batches, records, lastMs } = traffic
  for (const event of events) {
    const count = recordsFromOutside(event)
    if (count === 0) continue
    batches += 1
    records += count
    lastMs = event.time_ms
  }
  return batches === traffic.batches ? traffic : { batches, records, lastMs }
}

/** How many records a client from outside appended with this event. */
export function recordsFromOutside(event: ClusterEvent): number {
  if (event.kind !== 'log.changed' || event.trigger.kind !== 'request' || event.trigger.api !== 'Produce') return 0
  const { change } = event.facts
  if (!isBatch(change)) return 0
  return change.last_offset - change.base_offset + 1
}

type Batch = { readonly kind: 'batch.appended'; readonly base_offset: number; readonly last_offset: number }

function isBatch(change: unknown): change is Batch {
  return typeof change === 'object' && change !== null && 'kind' in change && change.kind === 'batch.appended'
}
