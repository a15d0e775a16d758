// Reading with a filter over HTTP: what comes, what the answer says about the rest, and that it is bounded.
import { beforeAll, describe, expect, it } from 'vitest'
import { MAX_FILTERED_RECORDS } from '../../schema/limits.ts'
import { MemoryEdge } from '../../test/support/memory-sandbox.ts'
import type { MadeSandbox } from '../../test/support/memory-sandbox.ts'
import { produce } from '../../test/support/records.ts'

const MANY = MAX_FILTERED_RECORDS + 500

const edge = new MemoryEdge()
let sandbox: MadeSandbox

beforeAll(async () => {
  sandbox = await edge.sandbox({ seed: 1 })
  for (const topic of ['t', 'many']) {
    await edge.http('POST', `/v3/clusters/${sandbox.id}/topics`, { key: sandbox.owner, json: { topic_name: topic, partitions_count: 1 } })
  }
  const cluster = edge.clusterOf(sandbox.id)
  const values = ['{"amount":5}', '{"amount":500}', 'a text', '{"amount":50}', '{"amount":700}']
  for (const value of values) produce(cluster, 't', [{ value }])
  for (let from = 0; from < MANY; from += 500) {
    produce(
      cluster,
      'many',
      Array.from({ length: 500 }, (_, index) => ({ value: String(from + index) })),
    )
  }
})

function read(topic: string, query: Readonly<Record<string, string>>, accept = 'application/json', of = ''): Promise<Response> {
  const path = `/v3/clusters/${sandbox.id}/topics/${topic}${of}/records?${new URLSearchParams(query).toString()}`
  return edge.http('GET', path, { key: sandbox.owner, headers: { Accept: accept } })
}

type Page = {
  records: { value: { data: string } }[]
  cursor: string
  caught_up: boolean
  scanned_records?: number
  undecided_records?: number
}

async function page(topic: string, query: Readonly<Record<string, string>>): Promise<Page> {
  return (await (await read(topic, query)).json()) as Page
}

const valuesOf = ({ records }: Page): string[] => records.map(({ value }) => value.data)

describe('reading with a filter', () => {
  it('shows what it takes, and says how many it looked at and could not decide', async () => {
    const found = await page('t', { filter: 'value.amount > 100' })
    expect(valuesOf(found)).toEqual(['{"amount":500}', '{"amount":700}'])
    expect(found).toMatchObject({ caught_up: true, scanned_records: 5, undecided_records: 1 })
  })

  it('fills a page with what it takes, and goes on behind it', async () => {
    const first = await page('t', { filter: 'value.amount > 100', count: '1' })
    expect(valuesOf(first)).toEqual(['{"amount":500}'])
    const second = await page('t', { filter: 'value.amount > 100', count: '1', cursor: first.cursor })
    expect(valuesOf(second)).toEqual(['{"amount":700}'])
  })

  it('says nothing of scanning without one, and takes blanks for none', async () => {
    expect(await page('t', { filter: ' ' })).not.toHaveProperty('scanned_records')
  })

  it('looks at so many records and no more, and goes on with the cursor', async () => {
    const filter = `value == ${MANY - 1}`
    const first = await page('many', { filter })
    expect(first).toMatchObject({ records: [], caught_up: false, scanned_records: MAX_FILTERED_RECORDS })
    const second = await page('many', { filter, cursor: first.cursor })
    expect(valuesOf(second)).toEqual([String(MANY - 1)])
    expect(second).toMatchObject({ caught_up: true, scanned_records: 500 })
  })

  it('goes on by itself as a stream', async () => {
    const answer = await read('many', { filter: `value >= ${MANY - 2}`, format: 'plain' })
    expect(await answer.text()).toBe(`null\t${MANY - 2}\nnull\t${MANY - 1}\n`)
  })

  it('says where it is wrong', async () => {
    const answer = await read('t', { filter: 'value.amount > && 1' })
    expect(answer.status).toBe(400)
    expect(await answer.json()).toEqual({
      error_code: 400,
      message: 'Bad Request: filter: && does not fit here (character 16).',
      filter_error: 'UNEXPECTED_TOKEN',
      filter_position: 15,
    })
  })

  it('is not for raw batches', async () => {
    const answer = await read('t', { filter: 'offset == 1' }, 'application/octet-stream', '/partitions/0')
    expect(answer.status).toBe(400)
  })
})
