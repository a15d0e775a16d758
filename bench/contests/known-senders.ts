// What it costs to be known: records of an idempotent producer against the same records of nobody, and a hundred records in a transaction against
// the same requests without one. Senders name themselves in the headers of every request, as a Kafka client does in every batch; each has a
// connection of its own and waits for every answer, and makes each request when it sends it. All with acks=all.

import { expectAccepted, runClients, type Client, type Round, type Send, type Target } from '../load/closed-loop.ts'
import { encodeRequest, type HttpAnswer } from '../load/http-connection.ts'
import { batchBody, oneRecordBody } from '../load/payloads.ts'
import { jsonHeaders, topicPath, type BenchSandbox } from '../servers/sandbox.ts'
import type { Contender } from './contest.ts'
import { inFreshSandbox, TOPIC } from './fresh-object.ts'
import { allStored } from './json-batches.ts'
import { singleStored } from './single-records.ts'

/** As many as in the contest of single records. */
const PRODUCERS = 32
/** Fewer, because each is busy with a hundred records at a time. */
const TRANSACTIONAL_SENDERS = 8
const RECORDS_PER_TRANSACTION = 100

type Holder = { readonly producer_id: number; readonly producer_epoch: number }
type Headers = Readonly<Record<string, string>>

/** One record a request. */
export function anonymousRecords(target: Target): Contender {
  return singleRecords(target, 'without producer ids', (sandbox) => (send) => {
    const work = (): Promise<number> => produceOne(sandbox, send, {})
    return Promise.resolve(work)
  })
}

/** The same, numbered: a retry of any of them would be found. */
export function idempotentRecords(target: Target): Contender {
  return singleRecords(target, 'with Producer-Id, Producer-Epoch and Producer-Seq', (sandbox) => async (send) => {
    const headers = headersOf(await post(sandbox, send, `${clusterPath(sandbox)}/producers`, {}))
    let nextSequence = 0
    return () => produceOne(sandbox, send, { ...headers, 'Producer-Seq': String(nextSequence++) })
  })
}

function singleRecords(target: Target, who: string, clientOf: (sandbox: BenchSandbox) => Client): Contender {
  return {
    name: `HTTP, one record a request, ${PRODUCERS} senders ${who}`,
    unit: 'records',
    latencyOf: 'a request',
    runRound: (durationMs) => inFreshSandbox(target.origin, (sandbox) => runAll(target, durationMs, PRODUCERS, () => clientOf(sandbox))),
  }
}

/** A hundred records in so many requests, and no transaction. */
export function hundredRecords(target: Target, requests: number): Contender {
  return hundreds(target, `${shapeOf(requests)}, without a transaction`, (sandbox) => (send) => {
    const path = topicPath(sandbox, TOPIC)
    return Promise.resolve(() => produceHundred({ sandbox, send, path, requests, members: {} }, {}))
  })
}

/** The same requests in a transaction of their own, which is committed. The transactional id was initialized before the first one. */
export function hundredRecordsInATransaction(target: Target, requests: number): Contender {
  return hundreds(target, `${shapeOf(requests)}, and a commit`, (sandbox, number) => async (send) => {
    const transactionalId = `sender-${number}`
    const path = `${clusterPath(sandbox)}/transactions/${transactionalId}`
    let holder = await post(sandbox, send, `${clusterPath(sandbox)}/transactions`, { transactional_id: transactionalId })
    return async () => {
      const headers = headersOf(holder)
      const records = await produceHundred({ sandbox, send, path, requests, members: { topic_name: TOPIC } }, headers)
      holder = await post(sandbox, send, `${path}:commit`, null, headers)
      return records
    }
  })
}

function shapeOf(requests: number): string {
  const each = RECORDS_PER_TRANSACTION / requests
  const records = each === 1 ? 'one record' : `${each} records`
  return requests === 1 ? `all ${records} in one request` : `${requests} requests of ${records} each`
}

function hundreds(target: Target, how: string, clientOf: (sandbox: BenchSandbox, number: number) => Client): Contender {
  const runRound = (durationMs: number): Promise<Round> =>
    inFreshSandbox(target.origin, (sandbox) => {
      return runAll(target, durationMs, TRANSACTIONAL_SENDERS, (number) => clientOf(sandbox, number))
    })
  const name = `HTTP, ${TRANSACTIONAL_SENDERS} senders, ${RECORDS_PER_TRANSACTION} records: ${how}`
  return { name, unit: 'records', latencyOf: 'a hundred records', runRound }
}

function runAll(target: Target, durationMs: number, senders: number, clientOf: (number: number) => Client): Promise<Round> {
  const clients = Array.from({ length: senders }, (_, number) => clientOf(number))
  return runClients(target, durationMs, clients)
}

async function produceOne(sandbox: BenchSandbox, send: Send, headers: Headers): Promise<number> {
  await postRecords(sandbox, send, topicPath(sandbox, TOPIC), 1, {}, headers)
  return 1
}

type Hundred = {
  readonly sandbox: BenchSandbox
  readonly send: Send
  readonly path: string
  readonly requests: number
  readonly members: object
}

async function produceHundred({ sandbox, send, path, requests, members }: Hundred, headers: Headers): Promise<number> {
  const each = RECORDS_PER_TRANSACTION / requests
  for (let request = 0; request < requests; request++) await postRecords(sandbox, send, path, each, members, headers)
  return RECORDS_PER_TRANSACTION
}

async function postRecords(
  sandbox: BenchSandbox,
  send: Send,
  path: string,
  records: number,
  members: object,
  headers: Headers,
): Promise<void> {
  const isOne = records === 1
  const body = isOne ? oneRecordBody(0, members) : batchBody(records, members)
  const all = { ...jsonHeaders(sandbox), ...headers }
  const request = encodeRequest(sandbox.origin, { method: 'POST', path: `${path}/records${isOne ? '' : ':batch'}`, headers: all, body })
  expectAccepted(await send(request), isOne ? singleStored : allStored)
}

async function post(sandbox: BenchSandbox, send: Send, path: string, body: object | null, headers: Headers = {}): Promise<Holder> {
  const all = { ...jsonHeaders(sandbox), ...headers }
  const text = body === null ? '' : JSON.stringify(body)
  const answer = await send(encodeRequest(sandbox.origin, { method: 'POST', path, headers: all, body: text }))
  expectAccepted(answer, isSuccess)
  return JSON.parse(answer.body) as Holder
}

function isSuccess({ status }: HttpAnswer): boolean {
  return status === 200 || status === 201
}

function headersOf({ producer_id: producerId, producer_epoch: producerEpoch }: Holder): Headers {
  return { 'Producer-Id': String(producerId), 'Producer-Epoch': String(producerEpoch) }
}

function clusterPath({ id }: BenchSandbox): string {
  return `/v3/clusters/${id}`
}
