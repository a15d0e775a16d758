// /v1/sandboxes/{id}: looking at a sandbox, renaming and extending it, removing it.
import type { SandboxChange } from '../../durable/shell/rpc.ts'
import { changeSandboxBody, sandbox } from '../../schema/api/sandboxes.ts'
import { endpoint } from '../http/endpoint.ts'
import type { Endpoint } from '../http/endpoint.ts'
import { empty, json } from '../http/json-response.ts'
import { valueOf } from '../http/outcome.ts'
import { createSandbox } from './create-sandbox.ts'
import { expiryHeaders, expiryOf } from './expiry.ts'
import { showSandbox } from './show-sandbox.ts'

const describeSandbox = endpoint({
  method: 'GET',
  path: '/v1/sandboxes/:sandbox_id',
  tag: 'Sandboxes',
  summary: 'Describe a sandbox',
  description:
    'As it was answered at its creation, without the keys; the command lines carry the key that was presented. In its last hour the header ' +
    '`Samsa-Expires-In` says how many seconds are left. A sandbox that has expired is 410, with the hash of the snapshot that was made of it.',
  // Whoever produces has to know the brokers too, and nothing here was written by others.
  scope: 'any',
  responses: { 200: { description: 'The sandbox.', schema: sandbox } },
  async handle({ sandbox: object, caller, sandboxId, origin, principal }) {
    const facts = valueOf(await object.describeSandbox(caller), sandboxId)
    return json(200, showSandbox(facts, origin, principal.key), expiryHeaders(facts.expiresMs, Date.now()))
  },
})

const changeSandbox = endpoint({
  method: 'PATCH',
  path: '/v1/sandboxes/:sandbox_id',
  tag: 'Sandboxes',
  summary: 'Rename or extend a sandbox',
  scope: 'admin',
  body: changeSandboxBody,
  responses: { 200: { description: 'The sandbox as it is now.', schema: sandbox } },
  async handle({ sandbox: object, caller, sandboxId, origin, principal, body, env }) {
    const change: SandboxChange = {
      ...(body.name === undefined ? {} : { name: body.name }),
      ...(body.ttl_seconds === undefined ? {} : { expiresMs: expiryOf(body.ttl_seconds, Date.now(), env) }),
    }
    const facts = valueOf(await object.updateSandbox(caller, change), sandboxId)
    return json(200, showSandbox(facts, origin, principal.key), expiryHeaders(facts.expiresMs, Date.now()))
  },
})

const deleteSandbox = endpoint({
  method: 'DELETE',
  path: '/v1/sandboxes/:sandbox_id',
  tag: 'Sandboxes',
  summary: 'Delete a sandbox',
  description: 'With everything in it, at once and for good. Snapshots that were taken of it stay.',
  scope: 'admin',
  responses: { 204: { description: 'It is gone.' } },
  async handle({ sandbox: object, caller, sandboxId }) {
    valueOf(await object.deleteSandbox(caller), sandboxId)
    return empty()
  },
})

export const sandboxEndpoints: readonly Endpoint[] = [createSandbox, describeSandbox, changeSandbox, deleteSandbox]
