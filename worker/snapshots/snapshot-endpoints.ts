// /v1/snapshots: what everybody who has the hash of a snapshot may do with it. It never changes, and no key is needed.
import { createdSandbox } from '../../schema/api/sandboxes.ts'
import { forkSnapshotBody, snapshot } from '../../schema/api/snapshots.ts'
import { endpoint } from '../http/endpoint.ts'
import type { Endpoint } from '../http/endpoint.ts'
import { json } from '../http/json-response.ts'
import { snapshotValueOf } from '../http/outcome.ts'
import { limitCreation } from '../sandboxes/creation-limit.ts'
import { exportFile, TAR_TYPE } from './export-file.ts'
import { forkSnapshot } from './fork-snapshot.ts'
import { importFile } from './import-file.ts'
import { showSnapshot } from './show-snapshot.ts'
import { snapshotStub } from './snapshot-stub.ts'

const describeSnapshot = endpoint({
  method: 'GET',
  path: '/v1/snapshots/:snapshot_hash',
  tag: 'Snapshots',
  summary: 'Describe a snapshot',
  scope: null,
  responses: { 200: { description: 'The snapshot.', schema: snapshot } },
  async handle({ env, params, origin }) {
    const { snapshot_hash: hash } = params
    return json(200, showSnapshot(snapshotValueOf(await snapshotStub(env, hash).describeSnapshot(hash)).facts, origin))
  },
})

const fork = endpoint({
  method: 'POST',
  path: '/v1/snapshots/:snapshot_hash:fork',
  tag: 'Snapshots',
  summary: 'Fork a snapshot',
  description: 'A new sandbox with keys of its own, that goes on from there, with the history that the snapshot holds.',
  scope: null,
  body: forkSnapshotBody,
  responses: { 201: { description: 'The sandbox and its keys, which are shown this once.', schema: createdSandbox } },
  async handle({ request, env, params, origin, body = {} }) {
    const { snapshot_hash: hash } = params
    const { facts } = snapshotValueOf(await snapshotStub(env, hash).describeSnapshot(hash))
    await limitCreation(request, env)
    return forkSnapshot({ env, origin, hash, title: facts.title, name: body.name, ttlSeconds: body.ttl_seconds })
  },
})

const download = endpoint({
  method: 'GET',
  path: '/v1/snapshots/:snapshot_hash/file',
  tag: 'Snapshots',
  summary: 'Download a snapshot',
  description: 'As one file: a tar archive with the manifest, which the hash is of, and the packed pieces, each named by its own.',
  scope: null,
  responses: { 200: { description: 'The file.', contentType: TAR_TYPE } },
  async handle({ env, params }) {
    const { snapshot_hash: hash } = params
    const stub = snapshotStub(env, hash)
    return exportFile(stub, snapshotValueOf(await stub.describeSnapshot(hash)))
  },
})

const upload = endpoint({
  method: 'POST',
  path: '/v1/snapshots',
  tag: 'Snapshots',
  summary: 'Upload a snapshot',
  description:
    'A file as it was downloaded, here or elsewhere. Everything in it is held to its hash, and its journal is carried out to see that it leads to its ' +
    'state: 422 when anything is not as it was. 413 when it is more than a snapshot holds.',
  scope: null,
  body: 'raw',
  bodyTypes: [TAR_TYPE],
  responses: { 201: { description: 'The snapshot, under the hash that it had where it comes from.', schema: snapshot } },
  async handle({ request, env, origin }) {
    await limitCreation(request, env)
    const shown = showSnapshot(await importFile(request, env), origin)
    return json(201, shown, { Location: shown.urls.v1 })
  },
})

export const snapshotEndpoints: readonly Endpoint[] = [upload, describeSnapshot, fork, download]
