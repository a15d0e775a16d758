// /v1/sandboxes/{id}/snapshots, :restore and :fork: keeping what a sandbox is at a moment, and going back to it, here or in another sandbox.
import type { SnapshotFacts, SnapshotWish } from '../../durable/shell/snapshots/snapshot-rpc.ts'
import { putBack } from '../../schema/api/history.ts'
import { createdSandbox } from '../../schema/api/sandboxes.ts'
import { forkSandboxBody, restoreBody, snapshot, snapshotList, takeSnapshotBody } from '../../schema/api/snapshots.ts'
import { endpoint } from '../http/endpoint.ts'
import type { Endpoint } from '../http/endpoint.ts'
import { json } from '../http/json-response.ts'
import { valueOf } from '../http/outcome.ts'
import type { Asker } from '../kafka/ask.ts'
import { forgetTopicsOf } from '../kafka/topic-memory.ts'
import { forbidden } from '../keys/principal.ts'
import type { Principal } from '../keys/principal.ts'
import { limitCreation } from '../sandboxes/creation-limit.ts'
import { valueAt } from '../sandboxes/history-endpoints.ts'
import { forkSnapshot } from './fork-snapshot.ts'
import { showSnapshot } from './show-snapshot.ts'

const takeSnapshot = endpoint({
  method: 'POST',
  path: '/v1/sandboxes/:sandbox_id/snapshots',
  tag: 'Snapshots',
  summary: 'Take a snapshot',
  description:
    'Keeps history and state, with every record, under the hash of what is in them. Whoever has the hash can look at it and fork it, for as long as the ' +
    'service stands. 413 when it is more than a snapshot holds.',
  scope: 'admin',
  body: takeSnapshotBody,
  responses: { 201: { description: 'The snapshot. The same history has the same hash, however often it is taken.', schema: snapshot } },
  async handle({ sandbox, caller, sandboxId, origin, principal, body = {} }) {
    refuseBound(principal)
    const wish = { title: body.title ?? null, atSequence: body.at_sequence ?? null, origin: 'taken' } as const
    const shown = showSnapshot(await take({ sandbox, caller, sandboxId }, wish), origin)
    return json(201, shown, { Location: shown.urls.v1 })
  },
})

const listSnapshots = endpoint({
  method: 'GET',
  path: '/v1/sandboxes/:sandbox_id/snapshots',
  tag: 'Snapshots',
  summary: 'List the snapshots of a sandbox',
  description: 'Those that somebody took, the newest first.',
  scope: 'observe',
  responses: { 200: { description: 'All of them.', schema: snapshotList } },
  async handle({ sandbox, caller, sandboxId, origin, principal }) {
    refuseBound(principal)
    const snapshots = valueOf(await sandbox.listSnapshots(caller), sandboxId)
    return json(200, { snapshots: snapshots.map((facts) => showSnapshot(facts, origin)) })
  },
})

const restoreSnapshot = endpoint({
  method: 'POST',
  path: '/v1/sandboxes/:sandbox_id:restore',
  tag: 'Snapshots',
  summary: 'Restore a snapshot',
  description:
    'The cluster of the snapshot, with its history, takes the place of the sandbox’s own, and time goes on from then. Id, name, keys and expiry stay. Open ' +
    'sockets are closed with 4409, connections of Kafka clients break.',
  scope: 'admin',
  body: restoreBody,
  responses: { 200: { description: 'Where the cluster goes on from.', schema: putBack } },
  async handle({ sandbox, caller, sandboxId, body }) {
    const { sequence, generation } = valueOf(await sandbox.restoreSnapshot(caller, body.hash), sandboxId)
    forgetTopicsOf(sandboxId)
    return json(200, { sequence, generation })
  },
})

const forkSandbox = endpoint({
  method: 'POST',
  path: '/v1/sandboxes/:sandbox_id:fork',
  tag: 'Snapshots',
  summary: 'Fork a sandbox',
  description:
    'A new sandbox with keys of its own, that goes on from a moment of this one. This one is not changed by it, so whoever may see all of it may fork it.',
  scope: 'observe',
  body: forkSandboxBody,
  responses: { 201: { description: 'The new sandbox and its keys, which are shown this once.', schema: createdSandbox } },
  async handle({ request, env, sandbox, caller, sandboxId, origin, principal, body = {} }) {
    refuseBound(principal)
    await limitCreation(request, env)
    const wish = { title: null, atSequence: body.at_sequence ?? null, origin: 'fork' } as const
    const { hash, title } = await take({ sandbox, caller, sandboxId }, wish)
    return forkSnapshot({ env, origin, hash, title, name: body.name, ttlSeconds: body.ttl_seconds })
  },
})

export const takeEndpoints: readonly Endpoint[] = [takeSnapshot, listSnapshots, restoreSnapshot, forkSandbox]

async function take({ sandbox, caller, sandboxId }: Asker, wish: SnapshotWish): Promise<SnapshotFacts> {
  return valueAt(wish.atSequence ?? 0, '/at_sequence', valueOf(await sandbox.takeSnapshot(caller, wish), sandboxId))
}

/** A snapshot is all of a sandbox. Throws RestError 403 when the key is only for some topics. */
function refuseBound({ topicPrefix }: Principal): void {
  if (topicPrefix !== null) throw forbidden(`The key is only for topics that begin with ${topicPrefix}, and a snapshot holds all of them.`)
}
