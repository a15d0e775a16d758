// A broker's disk downloaded from the real server: files of more than one piece, byte for byte the log, and read by Kafka's own tool where
// that one is at hand (KAFKA_LIBS names the directory with the jars of kafka-tools 4.3).
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { decodeBatchHeader, lastOffsetOf, splitBatches } from '../../schema/kafka/record-batch.ts'
import { MAX_DISK_PIECE_BYTES } from '../../schema/limits.ts'
import { startServer } from '../support/server.ts'
import type { Server } from '../support/server.ts'

const LOG = '00000000000000000000.log'
const RECORDS = 3_000
const VALUE = 'x'.repeat(1_000)

const libraries = process.env['KAFKA_LIBS'] ?? ''
const hasKafka = libraries !== '' && existsSync(libraries)
if (!hasKafka) console.log('skipped: KAFKA_LIBS names no directory with the jars of Kafka')

let server: Server
let folder: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'samsa-disk-'))
  server = await startServer()
  const topic = { topic_name: 'orders', partitions_count: 1, replication_factor: 3 }
  expect((await ask('POST', `/v3/clusters/${server.sandbox.id}/topics`, topic)).status).toBe(201)
  const lines = Array.from({ length: RECORDS }, (_, index) => JSON.stringify({ value: { type: 'STRING', data: `${index} ${VALUE}` } }))
  const answer = await fetch(`${server.origin}/v3/clusters/${server.sandbox.id}/topics/orders/records`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${server.sandbox.ownerKey}`, 'Content-Type': 'application/json' },
    body: lines.join('\n'),
  })
  expect((await answer.text()).trim().split('\r\n')).toHaveLength(RECORDS)
})

afterAll(async () => {
  rmSync(folder, { recursive: true })
  await server.stop()
})

function ask(method: string, path: string, json?: object): Promise<Response> {
  const headers = { Authorization: `Bearer ${server.sandbox.ownerKey}`, 'Content-Type': 'application/json' }
  return fetch(`${server.origin}${path}`, { method, headers, ...(json === undefined ? {} : { body: JSON.stringify(json) }) })
}

const disk = (path: string) => ask('GET', `/v1/sandboxes/${server.sandbox.id}/brokers/${path}`)
const bytesOf = async (answer: Response) => new Uint8Array(await answer.arrayBuffer())

it('gives the whole log of a follower, piece by piece', async () => {
  const log = await bytesOf(await disk(`2/log-dirs/orders-0/${LOG}`))
  expect(log.length).toBeGreaterThan(2 * MAX_DISK_PIECE_BYTES)
  const split = splitBatches(log)
  const batches = split.ok ? split.batches : []
  let nextOffset = 0
  for (const batch of batches) {
    const header = decodeBatchHeader(batch)
    expect(header.baseOffset).toBe(nextOffset)
    nextOffset = lastOffsetOf(header) + 1
  }
  expect(nextOffset).toBe(RECORDS)
})

it('gives a directory as a tar', async () => {
  writeFileSync(join(folder, 'orders.tar'), await bytesOf(await disk('1/log-dirs/orders-0.tar')))
  execFileSync('tar', ['-xf', 'orders.tar'], { cwd: folder, stdio: 'ignore' })
  const names = readdirSync(join(folder, 'orders-0'))
  expect(names).toEqual(expect.arrayContaining([LOG, LOG.replace('log', 'index'), 'leader-epoch-checkpoint', 'partition.metadata']))
})

it.skipIf(!hasKafka)('is read by kafka-dump-log without a complaint', async () => {
  const archives = ['1/log-dirs/orders-0.tar', '3000/log-dirs/__cluster_metadata-0.tar']
  for (const path of archives) {
    writeFileSync(join(folder, 'any.tar'), await bytesOf(await disk(path)))
    execFileSync('tar', ['-xf', 'any.tar'], { cwd: folder, stdio: 'ignore' })
  }
  const files = ['log', 'index', 'timeindex'].map((kind) => `orders-0/00000000000000000000.${kind}`).join(',')
  const records = dump(['--files', files, '--print-data-log'])
  expect(records.match(/^\| offset: /gm)).toHaveLength(RECORDS)
  expect(records).not.toMatch(/isvalid: false|mismatch|out of order/i)
  expect(dump(['--files', `__cluster_metadata-0/${LOG}`, '--cluster-metadata-decoder'])).toMatch(/"type":"TOPIC_RECORD".*"name":"orders"/)
})

function dump(options: readonly string[]): string {
  const java = ['-cp', join(libraries, '*'), 'org.apache.kafka.tools.DumpLogSegments', ...options]
  return execFileSync('java', java, { cwd: folder, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024, stdio: ['ignore', 'pipe', 'ignore'] })
}
