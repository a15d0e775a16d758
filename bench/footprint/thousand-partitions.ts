// What a thousand partitions cost in memory, each with a record in it.

import { startServer } from '../../test/support/server.ts'
import { TOPIC } from '../contests/fresh-object.ts'
import { encodeRequest, HttpConnection } from '../load/http-connection.ts'
import { recordText } from '../load/payloads.ts'
import { createSandbox, createTopic, jsonHeaders, topicPath } from '../servers/sandbox.ts'
import { allStored } from '../contests/json-batches.ts'
import { workerdBelow } from '../servers/workerd-usage.ts'

const PARTITIONS = 1_000

export type ThousandPartitions = {
  readonly partitions: number
  readonly bytesBefore: number | null
  readonly bytesWithPartitions: number | null
}

export async function measureThousandPartitions(): Promise<ThousandPartitions> {
  const server = await startServer()
  try {
    const bytesBefore = workerdBelow(server.pid).residentBytes()
    const sandbox = await createSandbox(server.origin)
    await createTopic(sandbox, TOPIC, PARTITIONS)
    const entries = Array.from({ length: PARTITIONS }, (_, partition) => {
      return { id: String(partition), partition_id: partition, value: { type: 'STRING', data: recordText(partition) } }
    })
    const path = `${topicPath(sandbox, TOPIC)}/records:batch`
    const request = { method: 'POST', path, headers: jsonHeaders(sandbox), body: JSON.stringify({ entries }) } as const
    const connection = await HttpConnection.open(server.origin)
    const answer = await connection.send(encodeRequest(server.origin, request))
    connection.close()
    if (!allStored(answer)) throw new Error(`Unexpected answer ${answer.status}: ${answer.body.slice(0, 500)}`)
    return { partitions: PARTITIONS, bytesBefore, bytesWithPartitions: workerdBelow(server.pid).residentBytes() }
  } finally {
    await server.stop()
  }
}
