// What it costs a group to remember how far it is: a hundred offsets a request, by members of REST v2 and by somebody from outside over REST v3,
// against a hundred records a request. Each sender has a connection, and commits for a group of its own.

import { expectAccepted, runClients, runClosedLoop, type Client, type Round, type Send, type Target } from '../load/closed-loop.ts'
import { encodeRequest, type HttpAnswer } from '../load/http-connection.ts'
import { batchBody } from '../load/payloads.ts'
import { createTopic, jsonHeaders, topicPath, type BenchSandbox } from '../servers/sandbox.ts'
import type { Contender } from './contest.ts'
import { inFreshSandbox, TOPIC } from './fresh-object.ts'
import { allStored } from './json-batches.ts'

const SENDERS = 8
const PER_REQUEST = 100
/** It has a partition for each offset of a request, and no records. */
const COMMITTED_TOPIC = 'committed'
/** The requests of a sender in turn, each of which moves all partitions. */
const REQUESTS_EACH = 16

type Committed = { readonly partition: number; readonly offset: number }

/** Makes a sender ready to commit, and gives the requests that it then sends in turn. */
type PrepareCommits = (sandbox: BenchSandbox, send: Send, group: string) => Promise<readonly Uint8Array[]>

export function producedHundreds(target: Target): Contender {
  const body = batchBody(PER_REQUEST)
  const runRound = (durationMs: number): Promise<Round> =>
    inFreshSandbox(target.origin, (sandbox) => {
      const path = `${topicPath(sandbox, TOPIC)}/records:batch`
      const requests = [encodeRequest(sandbox.origin, { method: 'POST', path, headers: jsonHeaders(sandbox), body })]
      return runClosedLoop({ target, connections: SENDERS, durationMs, requests, unitsPerRequest: PER_REQUEST, accepts: allStored })
    })
  return { name: `HTTP, ${PER_REQUEST} records a request, ${SENDERS} senders`, unit: 'records', latencyOf: 'a request', runRound }
}

/** Each instance is the one member of its group. */
export function committedByInstances(target: Target): Contender {
  return commits(target, 'instances of REST v2', async (sandbox, send, group) => {
    const consumers = `/v2/clusters/${sandbox.id}/consumers/${group}`
    const instance = `${consumers}/instances/bench`
    const post = (path: string, content: object): Uint8Array => v2Request(sandbox, 'POST', path, content)
    expectAccepted(await send(post(consumers, { name: 'bench', 'auto.commit.enable': 'false' })), isSuccess)
    expectAccepted(await send(post(`${instance}/subscription`, { topics: [COMMITTED_TOPIC] })), isSuccess)
    // Without a time of its own it waits for the group: only a member may commit.
    expectAccepted(await send(v2Request(sandbox, 'GET', `${instance}/records`)), isSuccess)
    return inTurn((committed) => {
      const offsets = committed.map((one) => ({ topic: COMMITTED_TOPIC, ...one }))
      return post(`${instance}/offsets`, { offsets })
    })
  })
}

/** The groups have no members. */
export function committedFromOutside(target: Target): Contender {
  return commits(target, 'REST v3 in groups without members', (sandbox, _send, group) => {
    const path = `/v3/clusters/${sandbox.id}/consumer-groups/${group}/offsets`
    const requests = inTurn((committed) => {
      const data = committed.map(({ partition, offset }) => ({ topic_name: COMMITTED_TOPIC, partition_id: partition, offset }))
      return encodeRequest(sandbox.origin, { method: 'PATCH', path, headers: jsonHeaders(sandbox), body: JSON.stringify({ data }) })
    })
    return Promise.resolve(requests)
  })
}

function commits(target: Target, how: string, prepare: PrepareCommits): Contender {
  return {
    name: `HTTP, ${PER_REQUEST} offsets a request, ${SENDERS} senders, ${how}`,
    unit: 'offsets',
    latencyOf: 'a request',
    runRound: (durationMs) =>
      inFreshSandbox(target.origin, async (sandbox) => {
        await createTopic(sandbox, COMMITTED_TOPIC, PER_REQUEST)
        const clients = Array.from({ length: SENDERS }, (_, number) => committer(sandbox, `group-${number}`, prepare))
        return runClients(target, durationMs, clients)
      }),
  }
}

function committer(sandbox: BenchSandbox, group: string, prepare: PrepareCommits): Client {
  return async (send) => {
    const requests = await prepare(sandbox, send, group)
    let sent = 0
    return async () => {
      expectAccepted(await send(requests[sent++ % requests.length] ?? Buffer.alloc(0)), allCommitted)
      return PER_REQUEST
    }
  }
}

function inTurn(requestOf: (committed: readonly Committed[]) => Uint8Array): Uint8Array[] {
  const partitions = Array.from({ length: PER_REQUEST }, (_, partition) => partition)
  return Array.from({ length: REQUESTS_EACH }, (_, offset) => requestOf(partitions.map((partition) => ({ partition, offset }))))
}

function v2Request({ origin, ownerKey }: BenchSandbox, method: 'GET' | 'POST', path: string, content?: object): Uint8Array {
  const type = 'application/vnd.kafka.v2+json'
  const headers = { Authorization: `Bearer ${ownerKey}`, ...(method === 'GET' ? {} : { 'Content-Type': type }) }
  return encodeRequest(origin, { method, path, headers, ...(content === undefined ? {} : { body: JSON.stringify(content) }) })
}

function isSuccess({ status }: HttpAnswer): boolean {
  return status === 200 || status === 204
}

/** Version 3 tells of each partition; version 2 says that it is done. */
function allCommitted({ status, body }: HttpAnswer): boolean {
  return status === 200 && (body === '[]' || body.includes('"failures":[]'))
}
