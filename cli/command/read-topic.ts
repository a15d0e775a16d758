// Reading a topic without a group: each event carries a cursor, so a stream that broke off goes on behind the last record that was written.

import type { SandboxApi } from '../client/sandbox-api.ts'
import { keepTrying, openEvents, refusalIn, type Reading } from './reading.ts'

/** Resolves when all that was asked for is written. */
export async function readTopic(api: SandboxApi, reading: Reading): Promise<void> {
  const { writeRecord, stopped } = reading
  const path = pathOf(api, reading)
  let lastId = ''
  let writtenCount = 0
  await keepTrying(reading, async (onProgress) => {
    for await (const event of openEvents(api, path, lastId, stopped)) {
      onProgress()
      if (event.name === 'error') throw refusalIn(event, (status, reason) => api.refusal(status, reason))
      if (event.name === 'record') {
        await writeRecord.write(event.data)
        if (++writtenCount >= reading.maxRecords) return
      }
      if (event.id !== '') lastId = event.id
      if (event.name === 'end' || (event.name === 'caught_up' && !reading.isFollowing)) return
    }
    if (!stopped.aborted) throw api.brokenOff('EOF')
  })
}

function pathOf(api: SandboxApi, { topic, partition, fromBeginning, isCommitted, writeRecord }: Reading): string {
  const query = new URLSearchParams({ offset: fromBeginning ? 'earliest' : 'latest' })
  if (writeRecord.as !== 'auto') query.set('as', writeRecord.as)
  if (isCommitted) query.set('isolation', 'read_committed')
  const path = partition === null ? ['topics', topic, 'records'] : ['topics', topic, 'partitions', partition, 'records']
  return `${api.cluster(...path)}?${query.toString()}`
}
