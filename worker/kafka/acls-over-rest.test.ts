import { beforeEach, describe, expect, it } from 'vitest'
import { MemoryEdge } from '../../test/support/memory-sandbox.ts'
import type { MadeSandbox } from '../../test/support/memory-sandbox.ts'

const edge = new MemoryEdge()
const RULE = {
  resource_type: 'TOPIC',
  resource_name: 'orders',
  pattern_type: 'LITERAL',
  principal: 'User:ada',
  host: '*',
  operation: 'READ',
  permission: 'ALLOW',
}
let sandbox: MadeSandbox
let path: string

beforeEach(async () => {
  sandbox = await edge.sandbox({ seed: 1 })
  path = `/v3/clusters/${sandbox.id}/acls`
})

async function post(json: object, suffix = ''): Promise<Response> {
  return edge.http('POST', `${path}${suffix}`, { key: sandbox.owner, json })
}

type Listed = {
  kind?: string
  metadata?: { self: string; next: string | null }
  data: (typeof RULE & { kind: string; metadata: { self: string } })[]
}

async function list(query = ''): Promise<Listed> {
  return (await (await edge.http('GET', `${path}${query}`, { key: sandbox.owner })).json()) as Listed
}

describe('ACLs over REST', () => {
  it('are made one by one, and found where Location says', async () => {
    const answer = await post(RULE)
    expect(answer.status).toBe(201)
    expect(await answer.text()).toBe('')
    const location = new URL(answer.headers.get('Location') ?? '')
    expect(location.search).toBe(
      '?resource_type=TOPIC&resource_name=orders&pattern_type=LITERAL&principal=User%3Aada&host=*&operation=READ&permission=ALLOW',
    )
    const { kind, data } = await list(location.search)
    expect(kind).toBe('KafkaAclList')
    expect(data).toMatchObject([{ kind: 'KafkaAcl', cluster_id: sandbox.id, ...RULE, metadata: { self: location.href } }])
  })

  it('are made many at once, in words of any case', async () => {
    const more = { ...RULE, resource_type: 'group', resource_name: 'team.', pattern_type: 'prefixed', operation: 'all', permission: 'deny' }
    expect((await post({ data: [RULE, more] }, ':batch')).status).toBe(201)
    const { data } = await list()
    expect(data.map(({ resource_type: type, permission }) => [type, permission])).toEqual([
      ['GROUP', 'DENY'],
      ['TOPIC', 'ALLOW'],
    ])
  })

  it('are listed by what the query names, a page at a time', async () => {
    await post({ data: ['a', 'b', 'c'].map((name) => ({ ...RULE, resource_name: name })) }, ':batch')
    const first = await list('?page_size=2&operation=READ')
    expect(first.data).toHaveLength(2)
    const next = new URL(first.metadata?.next ?? '')
    expect((await list(next.search)).data.map(({ resource_name: name }) => name)).toEqual(['c'])
    expect((await list('?resource_name=b&pattern_type=match')).data).toHaveLength(1)
    expect((await list('?principal=User:bob')).data).toEqual([])
  })

  it('are deleted by a query that says what is meant', async () => {
    await post({ data: [RULE, { ...RULE, operation: 'WRITE' }] }, ':batch')
    const unsaid = await edge.http('DELETE', `${path}?resource_type=TOPIC&pattern_type=ANY&operation=READ`, { key: sandbox.owner })
    expect(unsaid.status).toBe(400)
    expect(await unsaid.text()).toContain('permission cannot be unspecified or UNKNOWN')
    const said = `${path}?resource_type=TOPIC&pattern_type=ANY&operation=READ&permission=ANY`
    const deleted = await edge.http('DELETE', said, { key: sandbox.owner })
    expect(deleted.status).toBe(200)
    const body = (await deleted.json()) as Listed
    expect(body.kind).toBeUndefined()
    expect(body.data).toMatchObject([RULE])
    expect((await list()).data).toMatchObject([{ operation: 'WRITE' }])
  })

  it('that mean nothing are 400 with the reason', async () => {
    const wrong = await post({ ...RULE, resource_type: 'CLUSTER' })
    expect(wrong.status).toBe(400)
    expect(await wrong.json()).toMatchObject({
      error_code: 40002,
      message: 'The only valid name for the CLUSTER resource is kafka-cluster',
    })
    expect((await post({ ...RULE, operation: 'ANY' })).status).toBe(400)
    expect((await post({ ...RULE, operation: 'unheard of' })).status).toBe(422)
    const { host: _, ...incomplete } = RULE
    expect((await post(incomplete)).status).toBe(422)
  })
})
