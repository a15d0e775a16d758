// Which work stands against which floor, and which share of it has to be reached. The goals are those of the product's issue 2.

import type { Target } from '../load/closed-loop.ts'
import type { Contender } from './contest.ts'
import { jsonBatches, parseJsonAndStoreOneBlob } from './json-batches.ts'
import { insertBlobsInALoop, rawBatches } from './raw-batches.ts'
import { produceThenRead } from './reading.ts'
import { noOpCalls, noOpRequests, recordsOverSocket, singleRecordsOverHttp } from './single-records.ts'

export type Contest = {
  readonly part: 'single' | 'json' | 'raw' | 'read'
  /** In the order in which they take turns. */
  readonly contenders: readonly Contender[]
  readonly goals: readonly { readonly work: Contender; readonly floor: Contender; readonly goal: number }[]
}

export function allContests(floor: Target, server: Target): readonly Contest[] {
  return [
    singleRecords(floor, server),
    against('json', parseJsonAndStoreOneBlob(floor), jsonBatches(server), 0.7),
    raw(floor, server),
    read(server),
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
  const goals = [
    { work: overHttp, floor: noOp, goal: 0.6 },
    { work: overHttp, floor: noOpCall, goal: 0.6 },
    { work: overSocket, floor: overHttp, goal: 3 },
  ]
  return { part: 'single', contenders: [noOp, noOpCall, overHttp, overSocket], goals }
}

function raw(floor: Target, server: Target): Contest {
  return against('raw', insertBlobsInALoop(floor), rawBatches(server), 0.5)
}

function read(server: Target): Contest {
  const [produce, readAll] = produceThenRead(server)
  return against('read', produce, readAll, 2)
}
