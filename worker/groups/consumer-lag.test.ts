// How far a group is behind, over HTTP and against the real cluster: offsets that a transaction commits, beside ends that one holds back.
import { beforeEach, describe, expect, it } from 'vitest'
import { MemoryEdge } from '../../test/support/memory-sandbox.ts'
import type { MadeSandbox } from '../../test/support/memory-sandbox.ts'
import { produce } from '../../test/support/records.ts'
import { newKeyId } from '../keys/capability.ts'
import { signKey } from '../keys/signed-key.ts'

const edge = new MemoryEdge()
let sandbox: MadeSandbox

type Answer = { readonly status: number; readonly body: Record<string, unknown> }
type Options = { readonly json?: unknown; readonly key?: string }

async function v3(method: string, path: string, { key = sandbox.owner, ...asked }: Options = {}): Promise<Answer> {
  const answer = await edge.http(method, `/v3/clusters/${sandbox.id}${path}`, { key, ...asked })
  const text = await answer.text()
  return { status: answer.status, body: text === '' ? {} : JSON.parse(text) }
}

const LAGS = '/consumer-groups/g/lags'
const address = (path: string) => `http://samsa.test/v3/clusters/${sandbox.id}${path}`
const errorOf = async (path: string) => (await v3('GET', path)).body

async function done(method: string, path: string, json?: unknown): Promise<void> {
  const { status, body } = await v3(method, path, json === undefined ? {} : { json })
  if (status >= 300) throw new Error(`${method} ${path}: ${JSON.stringify(body)}`)
}

/** `topic/partition: current offset -> end, lag`, in the order of the list. */
async function lags(query = '', path = LAGS): Promise<string[]> {
  const { body } = await v3('GET', `${path}${query}`)
  return (body['data'] as Record<string, string | number>[]).map((one) => {
    return `${one['topic_name']}/${one['partition_id']}: ${one['current_offset']} -> ${one['log_end_offset']}, ${one['lag']}`
  })
}

function keyFor(topicPrefix: string): Promise<string> {
  const capability = { sandboxId: sandbox.id, keyId: newKeyId(), scopes: ['observe'] as const, topicPrefix, origins: null, expiresMs: null }
  return signKey(capability, edge.env.SIGNING_SECRET)
}

const begin = (id: string) => done('POST', '/transactions', { transactional_id: id })

async function commitOffsets(offsets: readonly (readonly [string, number, number])[]): Promise<void> {
  await begin('commits')
  const named = offsets.map(([topic_name, partition_id, offset]) => ({ topic_name, partition_id, offset }))
  await done('POST', '/transactions/commits/offsets', { group_id: 'g', offsets: named })
  await done('POST', '/transactions/commits:commit')
}

/** One record in a transaction that stays open. */
async function writeInOpenTransaction(topic: string): Promise<void> {
  await begin('open')
  await done('POST', '/transactions/open/records', { topic_name: topic, partition_id: 0, value: { type: 'STRING', data: 'open' } })
}

/** orders/0 ends at 3, orders/1 at 5, bills/0 at 2. */
beforeEach(async () => {
  sandbox = await edge.sandbox({ seed: 1, clock: { mode: 'manual' } })
  await done('POST', '/topics', { topic_name: 'orders', partitions_count: 2 })
  await done('POST', '/topics', { topic_name: 'bills', partitions_count: 1 })
  const cluster = edge.clusterOf(sandbox.id)
  produce(cluster, 'orders', [{}, {}, {}])
  produce(cluster, 'orders', [{}, {}, {}, {}, {}], 1)
  produce(cluster, 'bills', [{}, {}])
})

describe('the lags of a group', () => {
  it('count from the offsets that a transaction has committed, and from none before', async () => {
    await begin('commits')
    const offsets = [{ topic_name: 'orders', partition_id: 0, offset: 1 }]
    await done('POST', '/transactions/commits/offsets', { group_id: 'g', offsets })
    expect((await v3('GET', LAGS)).status).toBe(404)
    await done('POST', '/transactions/commits:commit')
    expect(await lags()).toEqual(['orders/0: 1 -> 3, 2'])
  })

  it('are shown as the REST Proxy shows them', async () => {
    await commitOffsets([['orders', 0, 1]])
    const shown = {
      kind: 'KafkaConsumerLag',
      metadata: {
        self: address(`${LAGS}/orders/partitions/0`),
        resource_name: `crn:///kafka=${sandbox.id}/consumer-group=g/lag=orders/partition=0`,
      },
      cluster_id: sandbox.id,
      consumer_group_id: 'g',
      topic_name: 'orders',
      partition_id: 0,
      current_offset: 1,
      log_end_offset: 3,
      lag: 2,
      time_lag_ms: 0,
      consumer_id: '',
      instance_id: null,
      client_id: '',
    }
    expect((await v3('GET', `${LAGS}/orders/partitions/0`)).body).toEqual(shown)
    const metadata = { self: address(LAGS), next: null }
    expect((await v3('GET', LAGS)).body).toEqual({ kind: 'KafkaConsumerLagList', metadata, data: [shown] })
  })

  it('differ by isolation while an open transaction holds the last stable offset back', async () => {
    await commitOffsets([['orders', 0, 1]])
    await writeInOpenTransaction('orders')
    produce(edge.clusterOf(sandbox.id), 'orders', [{}])
    expect(await lags()).toEqual(['orders/0: 1 -> 3, 2'])
    expect(await lags('?isolation=read_committed')).toEqual(['orders/0: 1 -> 3, 2'])
    expect(await lags('?isolation=read_uncommitted')).toEqual(['orders/0: 1 -> 5, 4'])
    const one = `${LAGS}/orders/partitions/0`
    expect((await v3('GET', one)).body).toMatchObject({ log_end_offset: 3, lag: 2 })
    expect((await v3('GET', `${one}?isolation=read_uncommitted`)).body).toMatchObject({ log_end_offset: 5, lag: 4 })
    await done('POST', '/transactions/open:commit')
    expect(await lags()).toEqual(['orders/0: 1 -> 6, 5'])
  })

  it('are below zero when the group has committed what an open transaction holds back', async () => {
    await writeInOpenTransaction('orders')
    await commitOffsets([['orders', 0, 4]])
    expect(await lags()).toEqual(['orders/0: 4 -> 3, -1'])
    expect(await lags('?isolation=read_uncommitted')).toEqual(['orders/0: 4 -> 4, 0'])
    expect((await v3('GET', '/consumer-groups/g/lag-summary')).body).toMatchObject({ max_lag: 0, total_lag: 0 })
  })

  it('are as old as the oldest record that is still to be read', async () => {
    const aged = async (ms: number) => {
      const moved = await edge.http('POST', `/v1/sandboxes/${sandbox.id}/clock`, { key: sandbox.owner, json: { advance_ms: ms } })
      expect(moved.status).toBe(200)
    }
    const times = async (query = '') => {
      const { body } = await v3('GET', `${LAGS}${query}`)
      return (body['data'] as Record<string, string | number>[]).map(
        (lag) => `${lag['topic_name']}/${lag['partition_id']}: ${lag['time_lag_ms']}`,
      )
    }
    await commitOffsets([
      ['orders', 0, 2],
      ['bills', 0, 2],
    ])
    await aged(5_000)
    expect(await times()).toEqual(['orders/0: 5000', 'bills/0: 0'])
    produce(edge.clusterOf(sandbox.id), 'bills', [{ timestampMs: edge.clusterOf(sandbox.id).cluster.clock.heldMs }])
    await aged(1_000)
    expect(await times()).toEqual(['bills/0: 1000', 'orders/0: 6000'])
    expect((await v3('GET', '/consumer-groups/g/lag-summary')).body).toMatchObject({ max_time_lag_ms: 6_000 })
  })

  it('have no age where the oldest record is gone', async () => {
    await commitOffsets([['orders', 0, 0]])
    await done('POST', '/topics/orders/partitions/0/records:delete', { offset: 2 })
    expect((await v3('GET', `${LAGS}/orders/partitions/0`)).body).toMatchObject({ lag: 3, time_lag_ms: null })
  })

  it('come with the largest first, in pages of the same isolation', async () => {
    await commitOffsets([
      ['orders', 0, 1],
      ['orders', 1, 1],
      ['bills', 0, 0],
    ])
    const all = ['orders/1: 1 -> 5, 4', 'bills/0: 0 -> 2, 2', 'orders/0: 1 -> 3, 2']
    expect(await lags()).toEqual(all)
    expect(await lags('?page_token=nonsense')).toEqual(all)
    const first = await v3('GET', `${LAGS}?page_size=2&isolation=read_uncommitted`)
    const { next } = first.body['metadata'] as { next: string }
    expect(next).toBe(`${address(LAGS)}?isolation=read_uncommitted&page_size=2&page_token=2%2Fbills%2F0`)
    expect(await lags(new URL(next).search)).toEqual(['orders/0: 1 -> 3, 2'])
  })

  it('leave out a topic that was deleted', async () => {
    await commitOffsets([
      ['orders', 0, 1],
      ['bills', 0, 1],
    ])
    await done('DELETE', '/topics/orders')
    expect(await lags()).toEqual(['bills/0: 1 -> 2, 1'])
    expect((await v3('GET', `${LAGS}/orders/partitions/0`)).status).toBe(404)
    expect((await v3('GET', '/consumer-groups/g/lag-summary')).body).toMatchObject({ max_lag_topic_name: 'bills', total_lag: 1 })
    await done('DELETE', '/topics/bills')
    expect((await v3('GET', LAGS)).status).toBe(404)
    expect((await v3('GET', '/consumer-groups/g/lag-summary')).status).toBe(404)
  })

  it('are 404 for a group, a partition and a topic without committed offsets', async () => {
    const missing = { error_code: 404, message: 'Consumer group offsets could not be found.' }
    for (const path of [LAGS, `${LAGS}/orders/partitions/0`, '/consumer-groups/g/lag-summary']) expect(await errorOf(path)).toEqual(missing)
    await commitOffsets([['orders', 0, 1]])
    for (const path of ['orders/partitions/1', 'bills/partitions/0', 'nowhere/partitions/0', 'orders/partitions/x'])
      expect(await errorOf(`${LAGS}/${path}`)).toMatchObject({ error_code: 404 })
  })

  it('are 400 for an isolation that Kafka does not know', async () => {
    expect((await v3('GET', `${LAGS}?isolation=serializable`)).status).toBe(400)
  })

  it('are only those of the topics that a key may see', async () => {
    await commitOffsets([
      ['orders', 0, 1],
      ['bills', 0, 0],
    ])
    const key = await keyFor('bills')
    expect((await v3('GET', LAGS, { key })).body['data']).toMatchObject([{ topic_name: 'bills', lag: 2 }])
    expect((await v3('GET', '/consumer-groups/g/lag-summary', { key })).body).toMatchObject({ total_lag: 2 })
    expect((await v3('GET', `${LAGS}/orders/partitions/0`, { key })).status).toBe(403)
    expect((await v3('GET', LAGS, { key: await keyFor('none') })).status).toBe(404)
  })

  it('need the leader of every partition that is asked for, and of no other', async () => {
    await done('POST', '/topics', { topic_name: 'alone', replicas_assignments: { '0': [2], '1': [3] } })
    await commitOffsets([
      ['alone', 0, 0],
      ['alone', 1, 0],
    ])
    const killed = await edge.http('POST', `/v1/sandboxes/${sandbox.id}/brokers/3:kill`, { key: sandbox.owner })
    expect(killed.status).toBe(200)
    expect((await v3('GET', LAGS)).status).toBe(503)
    expect((await v3('GET', `${LAGS}/alone/partitions/1`)).status).toBe(503)
    expect((await v3('GET', `${LAGS}/alone/partitions/0`)).body).toMatchObject({ lag: 0 })
  })
})

describe('the lag of a group as a whole', () => {
  it('names the partition that is the farthest behind, and the sum', async () => {
    await commitOffsets([
      ['orders', 0, 1],
      ['orders', 1, 1],
      ['bills', 0, 1],
    ])
    await writeInOpenTransaction('bills')
    const self = address('/consumer-groups/g/lag-summary')
    expect((await v3('GET', '/consumer-groups/g/lag-summary')).body).toEqual({
      kind: 'KafkaConsumerGroupLagSummary',
      metadata: { self, resource_name: `crn:///kafka=${sandbox.id}/consumer-group=g/lag-summary` },
      cluster_id: sandbox.id,
      consumer_group_id: 'g',
      max_lag_consumer_id: '',
      max_lag_instance_id: null,
      max_lag_client_id: '',
      max_lag_topic_name: 'orders',
      max_lag_partition_id: 1,
      max_lag: 4,
      total_lag: 7,
      max_time_lag_ms: 0,
      max_lag_consumer: { related: address('/consumer-groups/g/consumers/') },
      max_lag_partition: { related: address('/topics/orders/partitions/1') },
    })
    expect((await v3('GET', '/consumer-groups/g/lag-summary?isolation=read_uncommitted')).body).toMatchObject({ max_lag: 4, total_lag: 8 })
  })
})
