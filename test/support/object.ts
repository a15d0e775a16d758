// Sandboxes made directly on their objects, for tests in workerd.
import { env } from 'cloudflare:workers'
import { expect } from 'vitest'
import type { Sandbox } from '../../durable/sandbox.ts'
import type { HistoryFacts, KeyFacts, SandboxRpc, SandboxSpec } from '../../durable/shell/rpc.ts'
import { RecordBatchBuilder } from '../../schema/kafka/batch-builder.ts'
import { checkBatch } from '../../schema/kafka/check-batch.ts'
import type { RequestOf } from '../../schema/kafka/requests/apis.ts'
import { visitRecords } from '../../schema/records/render-batches.ts'

export const CALLER = { keyId: 'owner-key' }
export const OWNER: KeyFacts = {
  keyId: 'owner-key',
  name: null,
  scopes: ['admin'],
  topicPrefix: null,
  origins: null,
  createdMs: 1,
  expiresMs: null,
  revokedMs: null,
}

let made = 0

export type Opened = { readonly stub: DurableObjectStub<Sandbox>; readonly sandbox: SandboxRpc }

export function objectOf(sandboxId: string): Opened {
  // The bindings of wrangler.toml have no generated types here; this one is the object's class.
  const namespace = (env as unknown as { SANDBOX: DurableObjectNamespace<Sandbox> }).SANDBOX
  const stub = namespace.get(namespace.idFromName(sandboxId))
  return { stub, sandbox: stub as unknown as SandboxRpc }
}

export async function makeSandbox(over: Partial<SandboxSpec> = {}): Promise<Opened> {
  const sandboxId = `test-sandbox-${String(made++).padStart(9, '0')}`
  const opened = objectOf(sandboxId)
  const brokers = [1, 2, 3].map((brokerId) => ({ brokerId, rack: null }))
  const spec: SandboxSpec = {
    sandboxId,
    name: 'test',
    brokers,
    brokerConfigs: [],
    clock: 'realtime',
    seed: 1,
    expiresMs: null,
    keys: [OWNER],
    ...over,
  }
  expect(await opened.sandbox.createSandbox(spec)).toMatchObject({ ok: true })
  return opened
}

export async function createTopic(sandbox: SandboxRpc, name: string, numPartitions = 1, replicationFactor = 1): Promise<void> {
  const topic = { name, numPartitions, replicationFactor, assignments: [], configs: [] }
  const answered = await sandbox.kafka(CALLER, { api: 'CreateTopics', request: { topics: [topic], validateOnly: false } })
  expect(answered).toMatchObject({ ok: true, value: { response: { topics: [{ error: 'NONE' }] } } })
}

export function produceOf(topic: string, value: string): RequestOf<'Produce'> {
  const builder = new RecordBatchBuilder()
  builder.append(Date.now(), null, new TextEncoder().encode(value), [])
  const records = builder.build()
  const checked = checkBatch(records)
  if (!checked.ok) throw new Error(checked.message)
  const partitionData = [{ index: 0, records, facts: checked.facts }]
  const topicData = [{ name: topic, topicId: null, partitionData }]
  return { api: 'Produce', request: { transactionalId: null, acks: -1, timeoutMs: 1000, atomic: false, topicData } }
}

export async function produce(sandbox: SandboxRpc, topic: string, value: string): Promise<number> {
  const answered = await sandbox.kafka(CALLER, produceOf(topic, value))
  if (!answered.ok) throw new Error(answered.message)
  const [response] = answered.value.response.responses[0]?.partitionResponses ?? []
  expect(response?.error).toBe('NONE')
  return response?.baseOffset ?? -1
}

export async function historyOf(sandbox: SandboxRpc): Promise<HistoryFacts> {
  const answered = await sandbox.history(CALLER)
  if (!answered.ok) throw new Error(answered.message)
  return answered.value
}

/** The values of all records of partition 0. */
export async function valuesIn(sandbox: SandboxRpc, topic: string): Promise<string[]> {
  const partitions = [{ partition: 0, fetchOffset: 0, partitionMaxBytes: 1_000_000 }]
  const request = { maxBytes: 1_000_000, isolationLevel: 'read_uncommitted', topics: [{ topic, topicId: null, partitions }] } as const
  const answered = await sandbox.kafka(CALLER, { api: 'Fetch', request })
  if (!answered.ok) throw new Error(answered.message)
  const bytes = answered.value.response.responses[0]?.partitions[0]?.records ?? new Uint8Array(0)
  const values: string[] = []
  const everything = { fromOffset: 0, untilOffset: Number.POSITIVE_INFINITY, maxRecords: Number.POSITIVE_INFINITY, key: null }
  visitRecords(bytes, everything, ({ value }) => {
    values.push(new TextDecoder().decode(value ?? new Uint8Array(0)))
    return true
  })
  return values
}
