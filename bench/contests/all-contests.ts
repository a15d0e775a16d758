// Which work stands against which floor, and which share of it has to be reached. The goals are those of the product's issues.

import type { Target } from '../load/closed-loop.ts'
import type { Contender } from './contest.ts'
import { committedByInstances, committedFromOutside, producedHundreds } from './group-commits.ts'
import { jsonBatches, parseJsonAndStoreOneBlob } from './json-batches.ts'
import { anonymousRecords, hundredRecords, hundredRecordsInATransaction, idempotentRecords } from './known-senders.ts'
import type { WorkerServer } from '../servers/worker-server.ts'
import type { KafkaTarget } from '../servers/kafka-target.ts'
import { fetchedByKafkajs, producedByKafkajs } from './kafka-clients.ts'
import { echoes, smallProduces } from './kafka-round-trips.ts'
import { insertBlobsInALoop, rawBatches } from './raw-batches.ts'
import { produceThenRead } from './reading.ts'
import { noOpCalls, noOpRequests, recordsOverSocket, singleRecordsOverHttp } from './single-records.ts'

export type Goal = {
  readonly work: Contender
  readonly floor: Contender
  readonly goal: number | null
  /** What is compared: units a second unless it is said otherwise, or the median of the latencies, where the floor has the smaller one. */
  readonly by?: 'p50'
}

export type Contest = {
  readonly part: 'single' | 'json' | 'raw' | 'read' | 'senders' | 'groups' | 'kafka'
  /** In the order in which they take turns. */
  readonly contenders: readonly Contender[]
  readonly goals: readonly Goal[]
}

const REPLICAS = 3
/** The share of the rate of a topic without replication that one with it has to reach. */
const REPLICATED_GOAL = 0.85
/** The same for an idempotent producer and for a transaction, against producers that are neither. */
const IDEMPOTENT_GOAL = 0.95
const TRANSACTIONAL_GOAL = 0.8
/** Offsets committed a second, of the records produced a second. */
const COMMITTED_GOAL = 0.5

export function allContests(floor: Target, server: Target): readonly Contest[] {
  return [
    singleRecords(floor, server),
    against('json', parseJsonAndStoreOneBlob(floor), jsonBatches(server), 0.7),
    raw(floor, server),
    read(server),
    ...senders(server),
    groups(server),
  ]
}

/** The bytes' way in and out, as a share of the loop of blobs; and a round trip against an echo: less than three times its time. */
const PRODUCED_BY_TCP_GOAL = 0.5
const FETCHED_BY_TCP_GOAL = 1
const ROUND_TRIP_GOAL = 1 / 3

export function kafkaContests(floor: WorkerServer, server: KafkaTarget): readonly Contest[] {
  const blobs = insertBlobsInALoop(floor)
  const produced = producedByKafkajs(server, 'by TCP')
  const fetched = fetchedByKafkajs(server, 'by TCP')
  const echo = echoes(floor, floor.tcpPort)
  const roundTrip = smallProduces(server)
  const goals = [
    { work: produced, floor: blobs, goal: PRODUCED_BY_TCP_GOAL },
    { work: fetched, floor: blobs, goal: FETCHED_BY_TCP_GOAL },
  ]
  return [
    { part: 'kafka', contenders: [blobs, produced, fetched], goals },
    { part: 'kafka', contenders: [echo, roundTrip], goals: [{ work: roundTrip, floor: echo, goal: ROUND_TRIP_GOAL, by: 'p50' }] },
  ]
}

function against(part: Contest['part'], floor: Contender, work: Contender, goal: number): Contest {
  return { part, contenders: [floor, work], goals: [{ work, floor, goal }] }
}

function singleRecords(floor: Target, server: Target): Contest {
  const noOp = noOpRequests(floor)
  const noOpCall = noOpCalls(floor)
  const overHttp = singleRecordsOverHttp(server)
  const overSocket = recordsOverSocket(server)
  const replicatedOverHttp = singleRecordsOverHttp(server, REPLICAS)
  const replicatedOverSocket = recordsOverSocket(server, REPLICAS)
  const goals = [
    { work: overHttp, floor: noOp, goal: 0.6 },
    { work: overHttp, floor: noOpCall, goal: 0.6 },
    { work: overSocket, floor: overHttp, goal: 3 },
    { work: replicatedOverHttp, floor: overHttp, goal: REPLICATED_GOAL },
    { work: replicatedOverSocket, floor: overSocket, goal: REPLICATED_GOAL },
  ]
  const contenders = [noOp, noOpCall, overHttp, replicatedOverHttp, overSocket, replicatedOverSocket]
  return { part: 'single', contenders, goals }
}

function raw(floor: Target, server: Target): Contest {
  return against('raw', insertBlobsInALoop(floor), rawBatches(server), 0.5)
}

function read(server: Target): Contest {
  const [produce, readAll] = produceThenRead(server)
  return against('read', produce, readAll, 2)
}

/** In how many requests a hundred records come. With one the commit is as many requests as the records, so there is nothing to hold it to. */
const TRANSACTION_SHAPES = [
  { requests: 100, goal: TRANSACTIONAL_GOAL },
  { requests: 10, goal: TRANSACTIONAL_GOAL },
  { requests: 1, goal: null },
]

function senders(server: Target): Contest[] {
  const inTransactions = TRANSACTION_SHAPES.map(({ requests, goal }): Contest => {
    const floor = hundredRecords(server, requests)
    const work = hundredRecordsInATransaction(server, requests)
    return { part: 'senders', contenders: [floor, work], goals: [{ work, floor, goal }] }
  })
  return [against('senders', anonymousRecords(server), idempotentRecords(server), IDEMPOTENT_GOAL), ...inTransactions]
}

function groups(server: Target): Contest {
  const floor = producedHundreds(server)
  const works = [committedByInstances(server), committedFromOutside(server)]
  return { part: 'groups', contenders: [floor, ...works], goals: works.map((work) => ({ work, floor, goal: COMMITTED_GOAL })) }
}
