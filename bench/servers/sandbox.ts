// What the benchmark needs of a sandbox besides the measured requests: make it, give it a topic, remove it.

import { encodeRequest, HttpConnection, type HttpAnswer, type HttpRequest } from '../load/http-connection.ts'

export type BenchSandbox = { readonly origin: string; readonly id: string; readonly ownerKey: string }

/** Sends one request on a connection of its own. */
export async function ask(origin: string, request: HttpRequest): Promise<HttpAnswer> {
  const connection = await HttpConnection.open(origin)
  try {
    return await connection.send(encodeRequest(origin, request))
  } finally {
    connection.close()
  }
}

export async function createSandbox(origin: string): Promise<BenchSandbox> {
  const answer = await ask(origin, { method: 'POST', path: '/v1/sandboxes', headers: { 'Content-Type': 'application/json' }, body: '{}' })
  expectStatus(answer, 201)
  const { id, keys } = JSON.parse(answer.body) as { id: string; keys: { owner: string } }
  return { origin, id, ownerKey: keys.owner }
}

export async function deleteSandbox({ origin, id, ownerKey }: BenchSandbox): Promise<void> {
  const headers = { Authorization: `Bearer ${ownerKey}` }
  expectStatus(await ask(origin, { method: 'DELETE', path: `/v1/sandboxes/${id}`, headers }), 204)
}

/** The path of a topic. All topics of the benchmark are made by createTopic. */
export function topicPath(sandbox: BenchSandbox, topic: string): string {
  return `/v3/clusters/${sandbox.id}/topics/${topic}`
}

export async function createTopic(sandbox: BenchSandbox, topic: string, partitions: number, replicationFactor = 1): Promise<void> {
  const body = JSON.stringify({ topic_name: topic, partitions_count: partitions, replication_factor: replicationFactor })
  const headers = jsonHeaders(sandbox)
  expectStatus(await ask(sandbox.origin, { method: 'POST', path: `/v3/clusters/${sandbox.id}/topics`, headers, body }), 201)
}

export function jsonHeaders({ ownerKey }: BenchSandbox): Record<string, string> {
  return { Authorization: `Bearer ${ownerKey}`, 'Content-Type': 'application/json' }
}

export function expectStatus(answer: HttpAnswer, status: number): void {
  if (answer.status !== status) throw new Error(`Expected status ${status}, got ${answer.status}: ${answer.body.slice(0, 500)}`)
}
