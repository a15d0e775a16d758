// What runs in a sandbox that is started from the home page: nobody learns from an empty cluster. Two producers, one of them with transactions
// of which some abort, and a group of two members that reads what is committed. One application less than a sandbox may have is left for people.
import type { ApiCall } from '../data/api.ts'

/** The calls in rounds: those of one round may go at once, because none of them needs another. */
export function demoTraffic(sandboxId: string): readonly (readonly ApiCall[])[] {
  return [
    TOPICS.map((body) => post(`/v3/clusters/${sandboxId}/topics`, body)),
    APPS.map((body) => post(`/v1/sandboxes/${sandboxId}/apps`, body)),
  ]
}

function post(path: string, body: unknown): ApiCall {
  return { method: 'POST', path, body }
}

/** As many records as an application may make: about half an hour of orders. */
const COUNT = 5_000

const TOPICS = [
  { topic_name: 'orders', partitions_count: 3, replication_factor: 3 },
  { topic_name: 'payments', partitions_count: 2, replication_factor: 3 },
]

const APPS = [
  {
    name: 'shop',
    topic: 'orders',
    configs: { acks: 'all', 'enable.idempotence': 'true' },
    workload: { records_per_second: 3, count: COUNT, keys: { kind: 'round_robin', count: 5 }, value: '{"order":{{sequence}}}' },
  },
  {
    name: 'till',
    topic: 'payments',
    configs: { 'transactional.id': 'till-1' },
    workload: { records_per_second: 1, count: COUNT, records_per_transaction: 3, abort_every: 4, value: '{"payment":{{sequence}}}' },
  },
  ...['billing-a', 'billing-b'].map((name) => ({
    name,
    consumer: { topics: ['orders', 'payments'] },
    configs: { 'group.id': 'billing', 'isolation.level': 'read_committed' },
  })),
]
