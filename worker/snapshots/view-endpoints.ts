// Looking into a snapshot: the cluster, its events and its records, as they were, in the shapes in which a sandbox shows them.
import * as z from 'zod'
import { appList } from '../../schema/api/apps.ts'
import { eventPage, eventQuery } from '../../schema/api/events.ts'
import { momentQuery } from '../../schema/api/history.ts'
import { recordPage } from '../../schema/api/records.ts'
import { clusterState } from '../../schema/api/state.ts'
import { endpoint } from '../http/endpoint.ts'
import type { Endpoint } from '../http/endpoint.ts'
import { json } from '../http/json-response.ts'
import { valueOf } from '../http/outcome.ts'
import { readQuery, planRead } from '../records/read-plan.ts'
import { readPage } from '../records/read-page.ts'
import { TopicReader } from '../records/topic-reader.ts'
import { showAnyApp } from '../sandboxes/app-endpoints.ts'
import { readEventPage } from '../sandboxes/event-endpoints.ts'
import { planEvents } from '../sandboxes/event-plan.ts'
import { EventReader } from '../sandboxes/event-reader.ts'
import { stateAnswer } from '../sandboxes/state-endpoints.ts'
import { snapshotAsker } from './snapshot-stub.ts'

const viewState = endpoint({
  method: 'GET',
  path: '/v1/snapshots/:snapshot_hash/state',
  tag: 'Snapshots',
  summary: 'Describe the cluster in a snapshot',
  description: 'With `at` as it was right behind that event: 410 when the snapshot does not reach back so far, 422 when it ended before.',
  scope: null,
  query: momentQuery,
  responses: { 200: { description: 'Everything, as of one event.', schema: clusterState } },
  async handle({ env, params, query }) {
    return stateAnswer(snapshotAsker(env, params.snapshot_hash), query)
  },
})

const viewApps = endpoint({
  method: 'GET',
  path: '/v1/snapshots/:snapshot_hash/apps',
  tag: 'Snapshots',
  summary: 'List the simulated applications in a snapshot',
  description: 'As they were at its last event.',
  scope: null,
  responses: { 200: { description: 'All of them, by id.', schema: appList } },
  async handle({ env, params }) {
    const { sandbox, caller, sandboxId } = snapshotAsker(env, params.snapshot_hash)
    return json(200, { apps: valueOf(await sandbox.apps(caller), sandboxId).map(showAnyApp), next: null })
  },
})

const viewEvents = endpoint({
  method: 'GET',
  path: '/v1/snapshots/:snapshot_hash/events',
  tag: 'Snapshots',
  summary: 'Read the events in a snapshot',
  description: 'A page of them. What was before the history that the snapshot holds is 410, and the answer names the first that it has.',
  scope: null,
  query: eventQuery.omit({ wait: true }),
  responses: { 200: { description: 'Events, with where the next page begins.', schema: eventPage } },
  async handle({ env, params, query, request }) {
    const plan = { ...planEvents(query, request), form: 'json' } as const
    return readEventPage(await EventReader.open(snapshotAsker(env, params.snapshot_hash), plan))
  },
})

const viewRecords = endpoint({
  method: 'GET',
  path: '/v1/snapshots/:snapshot_hash/topics/:topic_name/records',
  tag: 'Snapshots',
  summary: 'Read the records in a snapshot',
  description: 'A page of a topic, or of one of its partitions, with a cursor to where the next one begins.',
  scope: null,
  query: readQuery.omit({ wait: true, format: true, broker: true }).extend({
    partition: z.coerce.number().int().min(0).optional().meta({ description: 'Only this partition.' }),
  }),
  responses: { 200: { description: 'Records, as a sandbox gives them.', schema: recordPage } },
  async handle({ env, params, query, request }) {
    const { partition = null, ...wanted } = query
    const plan = { ...planRead(wanted, request), form: 'json' } as const
    const target = { topic: params.topic_name, partition }
    return readPage(await TopicReader.open(snapshotAsker(env, params.snapshot_hash), plan, target), plan)
  },
})

export const viewEndpoints: readonly Endpoint[] = [viewState, viewApps, viewEvents, viewRecords]
