// A sandbox in which there is something to see on every page: topics, traffic, a group with two members, a transaction that was committed.
import { ask, makeSandbox } from './api-client.ts'
import type { MadeSandbox } from './api-client.ts'

export type LivelySandbox = MadeSandbox & {
  readonly act: (method: string, path: string, json?: object) => Promise<Record<string, unknown>>
}

/** Resolves when the group is stable and a transaction has ended. */
export async function makeLivelySandbox(origin: string): Promise<LivelySandbox> {
  const made = await makeSandbox(origin, { name: 'lively' })
  const act = async (method: string, path: string, json?: object): Promise<Record<string, unknown>> => {
    const answer = await ask(origin, method, path, { key: made.owner, ...(json === undefined ? {} : { json }) })
    if (answer.status >= 400) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`)
    return answer.json
  }
  const [v1, v3] = [`/v1/sandboxes/${made.id}`, `/v3/clusters/${made.id}`]
  await act('POST', `${v3}/topics`, { topic_name: 'orders', partitions_count: 3, replication_factor: 3 })
  await act('POST', `${v1}/apps`, { name: 'shop', topic: 'orders', workload: { records_per_second: 4, count: 40 } })
  await act('POST', `${v1}/apps`, {
    name: 'till',
    topic: 'orders',
    configs: { 'transactional.id': 'till-1' },
    workload: { records_per_second: 4, count: 9, records_per_transaction: 3 },
  })
  for (const name of ['billing-a', 'billing-b']) {
    await act('POST', `${v1}/apps`, { name, consumer: { topics: ['orders'] }, configs: { 'group.id': 'billing' } })
  }
  const state = async (): Promise<State> => (await act('GET', `${v1}/state`)) as State
  await until(async () => (await state()).groups[0]?.state === 'Stable', act, v1)
  await until(async () => (await state()).transactions[0]?.state === 'CompleteCommit', act, v1)
  return { ...made, act }
}

type State = { readonly groups: readonly { readonly state: string }[]; readonly transactions: readonly { readonly state: string }[] }

/** Looks again whenever the cluster's clock was moved on to what is due next. */
async function until(holds: () => Promise<boolean>, act: LivelySandbox['act'], v1: string): Promise<void> {
  const MAX_STEPS = 400
  for (let step = 0; step < MAX_STEPS; step++) {
    if (await holds()) return
    await act('POST', `${v1}/clock`, { advance_ms: 100 })
  }
  throw new Error('What was waited for does not come.')
}
