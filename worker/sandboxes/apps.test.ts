// Simulated applications over HTTP: what is asked, what is refused, and what is told.
import { beforeEach, describe, expect, it } from 'vitest'
import { MAX_APPS } from '../../schema/limits.ts'
import { MemoryEdge } from '../../test/support/memory-sandbox.ts'
import type { MadeSandbox } from '../../test/support/memory-sandbox.ts'

const edge = new MemoryEdge()
let made: MadeSandbox

type Told = Record<string, unknown> & {
  id: number
  counters: Record<string, number>
  audit: Record<string, unknown>
  records: Record<string, unknown>[]
}

async function v1(method: string, path: string, status: number, json?: unknown, key = made.owner): Promise<Told> {
  const answer = await edge.http(method, `/v1/sandboxes/${made.id}${path}`, { key, ...(json === undefined ? {} : { json }) })
  const text = await answer.text()
  expect(answer.status, `${method} ${path}: ${text}`).toBe(status)
  return (text === '' ? {} : JSON.parse(text)) as Told
}

function advance(ms: number): Promise<Told> {
  return v1('POST', '/clock', 200, { advance_ms: ms })
}

const PLAIN = { topic: 't', configs: { 'enable.idempotence': 'false', 'linger.ms': '0' } }

beforeEach(async () => {
  made = await edge.sandbox({ clock: { mode: 'manual' } })
  const body = { topic_name: 't', replicas_assignments: { '0': [1, 2, 3] } }
  expect((await edge.http('POST', `/v3/clusters/${made.id}/topics`, { key: made.owner, json: body })).status).toBe(201)
})

describe('/v1/sandboxes/{id}/apps', () => {
  it('makes an application, shows it, and audits its records', async () => {
    const app = await v1('POST', '/apps', 201, { ...PLAIN, name: 'shop', workload: { records_per_second: 10, count: 3 } })
    expect(app).toMatchObject({ id: 1, name: 'shop', phase: 'running', workload: { count: 3, keys: { kind: 'none' } } })
    await advance(1000)
    expect(await v1('GET', '/apps/1', 200)).toMatchObject({ phase: 'finished', producer: null, counters: { made: 3, acknowledged: 3 } })
    expect(await v1('GET', '/apps?page_size=1', 200, undefined, made.observe)).toMatchObject({ apps: [{ id: 1 }], next: null })
    const delivery = await v1('GET', '/apps/1/delivery', 200)
    expect(delivery.audit).toEqual({
      sent: 3,
      acknowledged: 3,
      failed: 0,
      abandoned: 0,
      pending: 0,
      stored: 3,
      duplicated: 0,
      lost: 0,
      lost_by_broker: [],
      balanced: true,
    })
    expect(delivery.records[2]).toMatchObject({
      record: 3,
      offset: 2,
      log_fate: 'committed',
      copies: [{ broker: 1, leader_epoch: 0, offset: 2 }],
    })
  })

  it('changes what it does, and its configs only while it has no producer', async () => {
    await v1('POST', '/apps', 201, { ...PLAIN, workload: { count: 0 } })
    const interceptors = [
      { kind: 'drop', every: 2 },
      { kind: 'route', header: 'tier', topics: { gold: 't2' } },
      { kind: 'time_to_live', header: 'expires', ttl_ms: 1000 },
      { kind: 'add_header', header: 'a', value: '{{key}}' },
      { kind: 'trace' },
    ]
    const keys = { kind: 'round_robin', count: 3 }
    const changed = await v1('PATCH', '/apps/1', 200, { interceptors, workload: { keys } })
    expect(changed).toMatchObject({ interceptors, workload: { count: 0, keys } })
    expect(await v1('PATCH', '/apps/1', 409, { configs: {} })).toMatchObject({ code: 'INVALID_REQUEST' })
    await v1('POST', '/apps/1:stop', 200)
    expect(await v1('PATCH', '/apps/1', 200, { configs: { acks: '1' }, name: 'other' })).toMatchObject({
      configs: { acks: '1' },
      name: 'other',
    })
  })

  it('sends by hand, pauses, resumes, kills and starts, and says 409 to what cannot be', async () => {
    await v1('POST', '/apps', 201, { ...PLAIN, workload: { count: 0 } })
    expect(await v1('POST', '/apps/1/records', 200, { key: 'k', value: 'v', partition: 0 })).toMatchObject({ app_id: 1, record: 1 })
    await v1('POST', '/apps/1:pause', 200)
    await v1('POST', '/apps/1:pause', 409)
    await v1('POST', '/apps/1:resume', 200)
    expect(await v1('POST', '/apps/1:kill', 200)).toMatchObject({ app_id: 1, action: 'kill' })
    await v1('POST', '/apps/1/records', 409, { value: 'v' })
    await v1('POST', '/apps/1:start', 200)
    expect(await v1('GET', '/apps/1', 200)).toMatchObject({ phase: 'running', instance: 2, counters: { made: 1 } })
    await v1('DELETE', '/apps/1', 204)
    for (const path of ['', '/delivery']) await v1('GET', `/apps/1${path}`, 404)
  })

  it('[APP17] refuses what KafkaProducer would, and what nobody can do', async () => {
    const refusals: readonly (readonly [body: object, status: number, code: string])[] = [
      [{ topic: 't', configs: { 'linger.millis': '1' } }, 400, 'INVALID_CONFIG'],
      [{ topic: 't', configs: { 'enable.idempotence': 'true', acks: '1' } }, 400, 'INVALID_CONFIG'],
      [{ topic: 't', workload: { value: '{{nobody}}' } }, 400, 'INVALID_CONFIG'],
      [{ topic: 't', workload: { headers: [{ name: 'h', value: '{{pad:2000}}' }] } }, 400, 'INVALID_CONFIG'],
      [{ topic: 't', workload: { records_per_transaction: 5 } }, 400, 'INVALID_CONFIG'],
      [{ topic: 't', configs: { 'transactional.id': 'x' }, workload: { count: 0 } }, 400, 'INVALID_CONFIG'],
      [{ topic: 'a b' }, 422, 'INVALID_TOPIC_EXCEPTION'],
      [{ topic: 't', interceptors: [{ kind: 'route', header: 'h', topics: { a: '' } }] }, 422, 'INVALID_REQUEST'],
      [{ topic: 't', workload: { records_per_second: 51 } }, 422, 'INVALID_REQUEST'],
    ]
    for (const [body, status, code] of refusals) expect(await v1('POST', '/apps', status, body)).toMatchObject({ code })
    for (let app = 0; app < MAX_APPS; app++) await v1('POST', '/apps', 201, { ...PLAIN, start: false })
    expect(await v1('POST', '/apps', 400, PLAIN)).toMatchObject({ code: 'POLICY_VIOLATION' })
  })

  it('[APP18] tells the fate of each offset, page by page, and of what is beside the log', async () => {
    const configs = { 'enable.idempotence': 'true', 'request.timeout.ms': '1000', 'linger.ms': '0' }
    await v1('POST', '/faults', 201, { kind: 'drop_response', api: 'Produce', count: 1 })
    await v1('POST', '/apps', 201, { topic: 't', configs, workload: { records_per_second: 1, count: 1 } })
    await advance(2000)
    await v1('POST', '/apps', 201, { topic: 't', configs: { ...PLAIN.configs, acks: '1' }, workload: { count: 0 } })
    for (const broker of [2, 3]) await v1('POST', '/faults', 201, { kind: 'pause_replication', broker })
    await v1('POST', '/apps/2/records', 200, { value: 'lost' })
    expect(await v1('GET', '/topics/t/partitions/0/delivery', 200)).toMatchObject({
      high_watermark: 1,
      records: [
        { offset: 0, fate: 'committed', app_id: 1, record: 1, broker: 1, producer_id: 0 },
        { offset: 0, fate: 'duplicateDropped', app_id: 1, record: 1 },
        { offset: 1, fate: 'uncommitted', app_id: 2, record: 1, producer_id: null },
      ],
      next: null,
    })
    await v1('POST', '/brokers/1:kill', 200)
    await advance(9000)
    const lost = { offset: 1, fate: 'lost', leader_epoch: 0, broker: 1, app_id: 2 }
    expect(await v1('GET', '/topics/t/partitions/0/delivery?page_size=1&page_token=1', 200)).toMatchObject({ records: [lost], next: null })
    const first = await v1('GET', '/topics/t/partitions/0/delivery?page_size=1', 200)
    expect(first['next']).toContain('page_size=1&page_token=1')
    await v1('GET', '/topics/t/partitions/7/delivery', 404)
  })

  it('[APP18] shows transactions: committed, aborted, and their markers', async () => {
    const workload = { records_per_second: 10, count: 4, records_per_transaction: 2, abort_every: 2 }
    await v1('POST', '/apps', 201, { topic: 't', configs: { 'transactional.id': 'tx', 'linger.ms': '0' }, workload })
    await advance(10_000)
    const { records } = await v1('GET', '/topics/t/partitions/0/delivery', 200)
    expect(records.map(({ fate }) => fate).slice(0, 3)).toEqual(['committed', 'committed', 'control'])
    expect(records.at(-1)?.['fate']).toBe('control')
    expect(records.map(({ fate }) => fate)).toContain('aborted')
    expect((await v1('GET', '/apps/1/delivery', 200)).audit).toMatchObject({ sent: 4, balanced: true })
  })

  it('shows a key that is only for some topics applications of those', async () => {
    const { key } = (await v1('POST', '/keys', 201, { scopes: ['observe'], topic_prefix: 'lab.' })) as unknown as { key: string }
    await v1('POST', '/apps', 201, { ...PLAIN, start: false })
    await v1('POST', '/apps', 201, { ...PLAIN, topic: 'lab.a', start: false })
    await v1('GET', '/apps/1', 404, undefined, key)
    expect(await v1('GET', '/apps', 200, undefined, key)).toMatchObject({ apps: [{ id: 2 }] })
  })
})

describe('/v1/sandboxes/{id}/apps with a consumer', () => {
  const CONSUMER = { configs: { 'group.id': 'g', 'auto.offset.reset': 'earliest' }, consumer: { topics: ['t'], commit: 'after_batch' } }

  it('reads what others write, and is audited by record', async () => {
    await v1('POST', '/apps', 201, { ...PLAIN, workload: { records_per_second: 10, count: 3 } })
    const app = await v1('POST', '/apps', 201, { ...CONSUMER, name: 'billing' })
    expect(app).toMatchObject({ id: 2, name: 'billing', reads: { topics: ['t'], commit: 'after_batch', commit_mode: 'sync', crash: null } })
    await advance(10_000)
    expect(await v1('GET', '/apps/2', 200)).toMatchObject({
      phase: 'running',
      counters: { processed: 3, partitions_assigned: 1 },
      consumer: {
        thread: 'polling',
        membership: 'stable',
        generation: 1,
        partitions: [{ topic: 't', partition: 0, position: 3, committed: 3 }],
      },
    })
    const delivery = await v1('GET', '/apps/2/delivery', 200, undefined, made.observe)
    expect(delivery.audit).toEqual({ once: 3, again: 0, dropped: 0, waiting: 0, lost: 0 })
    expect(delivery.records[0]).toMatchObject({ app_id: 1, record: 1, offset: 0, fate: 'once', by: [{ app_id: 2, times: 1, failures: 0 }] })
    await v1('POST', '/apps/2:stop', 200)
    expect(await v1('GET', '/apps/2', 200)).toMatchObject({ phase: 'stopped', consumer: null })
  })

  it('shows every part of its plan, and changes them', async () => {
    const consumer = {
      partitions: [{ topic: 't', partition: 0 }],
      processing_ms: 10,
      commit: 'per_record',
      commit_mode: 'async',
      commits_on_revoke: true,
      seek: { to: 'offset', offset: 2 },
      on_consume: [
        { kind: 'time_to_live', header: 'expires', meaning: 'duration' },
        { kind: 'drop', value_contains: 'x' },
      ],
      failure: { every: 3, value_contains: 'bad', reaction: 'retry' },
      crash: { step: 'before_commit', nth: 2 },
    }
    const app = await v1('POST', '/apps', 201, { configs: { 'group.id': 'g' }, consumer, start: false })
    expect(app['reads']).toEqual({ ...consumer, hands_over: false, handler: null })
    const changed = await v1('PATCH', '/apps/1', 200, { consumer: { pattern: 't.*', failure: null, seek: { to: 'end' }, commit: 'none' } })
    expect(changed['reads']).toMatchObject({ pattern: 't.*', failure: null, seek: { to: 'end' }, commit: 'none', commit_mode: null })
  })

  const LEVELS = [
    { topic: 'level-1', delay_ms: 10 },
    { topic: 'level-2', delay_ms: 20 },
  ]
  const HANDLERS = [
    { kind: 'dead_letter', topic: 'dead', max_attempts: 2, backoff_ms: 10 },
    { kind: 'retry', levels: LEVELS, dead_letter_topic: 'dead' },
    { kind: 'delay_levels', header: 'level', unit: 'level', levels: LEVELS, target_topic: 'target' },
    { kind: 'timing_wheel', header: 'wait', tick_ms: 10, wheel_size: 8, target_topic: 'target' },
    { kind: 'route', header: 'colour', topics: { blue: 'blue' }, otherwise: null },
  ]

  it.each(HANDLERS)('shows every part of a handler: $kind', async (handler) => {
    const shown = { ...handler, producer_configs: { acks: 'all' } }
    const on_consume = [{ kind: 'trace' }, { kind: 'audit', header: 'id', first_id: 0, window_ms: 1_000 }]
    const consumer = { topics: ['t', 'level-1', 'level-2'], on_consume, handler: shown }
    const app = await v1('POST', '/apps', 201, { ...CONSUMER, consumer, start: false })
    expect(app).toMatchObject({ reads: { commit: 'after_batch', on_consume, handler: shown }, producer_app: 2, handled: { processed: 0 } })
    const topic = Object.values(handler).find((value) => ['dead', 'target'].includes(String(value)))
    expect(await v1('GET', '/apps/2', 200)).toMatchObject({
      topic: topic ?? 'blue',
      owner_app: 1,
      configs: { 'linger.ms': '0', acks: 'all' },
    })
  })

  it('has a producer for what a handler sends on, which acts with its application and is seen with it', async () => {
    const handler = { kind: 'route', header: 'colour', topics: {}, otherwise: 'lab.b' }
    const { key } = (await v1('POST', '/keys', 201, { scopes: ['observe'], topic_prefix: 'lab.' })) as unknown as { key: string }
    await v1('POST', '/apps', 201, { ...CONSUMER, consumer: { topics: ['lab.a'], handler } })
    await v1('POST', '/apps', 201, { ...CONSUMER, consumer: { topics: ['t'], handler } })
    expect(await v1('GET', '/apps', 200, undefined, key)).toMatchObject({ apps: [{ id: 1 }, { id: 2 }] })
    await v1('POST', '/apps/2:kill', 409)
    await v1('POST', '/apps/2/records', 409, { value: 'v' })
    await v1('DELETE', '/apps/2', 409)
    await v1('PATCH', '/apps/1', 409, { consumer: { handler } })
    await v1('POST', '/apps/1:kill', 200)
    expect(await v1('GET', '/apps/2', 200)).toMatchObject({ phase: 'killed', owner_app: 1 })
    await v1('PATCH', '/apps/1', 200, { consumer: { handler: { ...handler, otherwise: 'lab.c' } } })
    expect(await v1('GET', '/apps/2', 200)).toMatchObject({ topic: 'lab.c' })
    await v1('PATCH', '/apps/1', 409, { consumer: { handler: null } })
    await v1('DELETE', '/apps/1', 204)
    expect(await v1('GET', '/apps', 200)).toMatchObject({ apps: [{ id: 3 }, { id: 4 }] })
  })

  it('refuses handlers that cannot work', async () => {
    const refused = async (status: number, consumer: Readonly<Record<string, unknown>>): Promise<void> => {
      await v1('POST', '/apps', status, { ...CONSUMER, consumer: { topics: ['t'], ...consumer } })
    }
    await refused(400, { handler: { kind: 'route', header: 'h', topics: { a: 't' } } })
    await refused(400, { handler: { kind: 'retry', levels: LEVELS, dead_letter_topic: 'dead' } })
    await refused(400, { handler: { kind: 'timing_wheel', target_topic: 'u' }, commit: 'auto' })
    await refused(422, { handler: { kind: 'dead_letter', topic: 'no topic' } })
    await refused(422, { handler: { kind: 'dead_letter', topic: 'dead', max_attempts: 0 } })
    await refused(422, { handler: { kind: 'unknown' } })
    await refused(400, { on_consume: [{ kind: 'audit', header: 'id' }], hands_over: true, commit: 'auto' })
    await refused(400, { failure: { every: 2, attempts: 1 } })
  })

  it('refuses what does not fit together', async () => {
    await v1('POST', '/apps', 422, { ...CONSUMER, topic: 't' })
    await v1('POST', '/apps', 422, { configs: {} })
    await v1('POST', '/apps', 422, { ...CONSUMER, workload: { count: 1 } })
    await v1('POST', '/apps', 400, { ...CONSUMER, configs: {} })
    await v1('POST', '/apps', 422, { ...CONSUMER, consumer: { topics: ['t'], pattern: 't' } })
    await v1('POST', '/apps', 400, { ...CONSUMER, configs: { 'group.id': 'g', 'linger.ms': '1' } })
    await v1('POST', '/apps', 201, CONSUMER)
    await v1('PATCH', '/apps/1', 422, { topic: 't' })
    await v1('PATCH', '/apps/1', 409, { configs: {} })
    await v1('POST', '/apps/1/records', 409, { value: 'v' })
    await v1('POST', '/apps', 201, { ...PLAIN, workload: { count: 0 } })
    await v1('PATCH', '/apps/2', 422, { consumer: { topics: ['t'] } })
  })
})
