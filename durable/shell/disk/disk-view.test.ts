import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MemoryCluster } from '../../../test/support/memory-store.ts'
import { createAssigned, send } from '../../../test/support/replicas.ts'
import { batchOf, produceRequest } from '../../../test/support/records.ts'
import { indexBatches } from '../../../schema/kafka/log-files/segment-index.ts'
import { splitBatches } from '../../../schema/kafka/record-batch.ts'
import type { DiskQuery, FilePlace } from './disk.ts'
import { listDisk, readDiskFile } from './disk-view.ts'
import { viewIndexes } from './index-view.ts'

const EVERYTHING: DiskQuery = { topic: null, partition: null, after: null }
const LOG = '00000000000000000000.log'

function fill(cluster: MemoryCluster, records: number, valueBytes = 400, topic = 't'): void {
  for (let index = 0; index < records; index++) {
    cluster.nowMs += 10
    const request = produceRequest(topic, 0, [batchOf([{ value: `${index}`.padEnd(valueBytes, 'x') }], cluster.nowMs)])
    if (cluster.send('Produce', request)?.responses[0]?.partitionResponses[0]?.error !== 'NONE') throw new Error('not produced')
  }
}

const listed = ({ cluster, store }: MemoryCluster, nodeId: number, query = EVERYTHING) => listDisk(cluster, store, nodeId, query)

/** A file in pieces. */
function read({ cluster, store }: MemoryCluster, nodeId: number, path: string, maxBytes = 1_000_000): Uint8Array | null {
  const bytes: number[] = []
  let near: FilePlace | null = null
  for (;;) {
    const piece = readDiskFile(cluster, store, nodeId, path, { fromByte: bytes.length, maxBytes, near })
    if (piece === null) return null
    bytes.push(...piece.bytes)
    near = piece.next
    if (piece.bytes.length === 0 || bytes.length >= piece.fileSizeBytes) return Uint8Array.from(bytes)
  }
}

function textOf(cluster: MemoryCluster, nodeId: number, path: string): string | null {
  const bytes = read(cluster, nodeId, path)
  return bytes === null ? null : new TextDecoder().decode(bytes)
}

describe('the disk of a broker', () => {
  it('has a directory for each replica, and whose disk it is beside them', () => {
    const cluster = new MemoryCluster()
    createAssigned(cluster, 't', [
      [1, 2],
      [2, 3],
    ])
    createAssigned(cluster, 'a.b-c', [[1]])
    const listing = listed(cluster, 1)
    expect(listing?.directories.map(({ name }) => name)).toEqual(['a.b-c-0', 't-0'])
    expect(listing?.files.map(({ name }) => name)).toEqual([
      'meta.properties',
      'recovery-point-offset-checkpoint',
      'replication-offset-checkpoint',
      'log-start-offset-checkpoint',
      'cleaner-offset-checkpoint',
    ])
    expect(listed(cluster, 1, { ...EVERYTHING, topic: 't' })?.directories.map(({ name }) => name)).toEqual(['t-0'])
    expect(listed(cluster, 1, { ...EVERYTHING, after: 'a.b-c-0' })?.directories.map(({ name }) => name)).toEqual(['t-0'])
    expect(textOf(cluster, 1, 'meta.properties')).toContain('node.id=1\n')
    expect(textOf(cluster, 1, 't-0/partition.metadata')).toContain(cluster.cluster.topics.get('t')?.topicId)
  })

  it('lists every file with the size that reading it gives, whatever pieces it is read in', () => {
    const sizes = fc.integer({ min: 1, max: 900 })
    fc.assert(
      fc.property(fc.array(sizes, { minLength: 1, maxLength: 30 }), fc.integer({ min: 1, max: 3_000 }), (valueBytes, pieceBytes) => {
        const cluster = new MemoryCluster()
        createAssigned(cluster, 't', [[1, 2]], { 'internal.segment.bytes': '4000', 'index.interval.bytes': '700' })
        for (const bytes of valueBytes) fill(cluster, 1, bytes)
        for (const { files } of listed(cluster, 1)?.directories ?? []) {
          for (const { name, sizeBytes } of files) {
            const whole = read(cluster, 1, `t-0/${name}`)
            expect([name, whole?.length]).toEqual([name, sizeBytes])
            expect(read(cluster, 1, `t-0/${name}`, pieceBytes)).toEqual(whole)
          }
        }
      }),
      { numRuns: 30 },
    )
  })

  it('has of a follower only what it has fetched', () => {
    const cluster = new MemoryCluster()
    createAssigned(cluster, 't', [[1, 2]], { 'index.interval.bytes': '700', 'min.insync.replicas': '1' })
    fill(cluster, 10)
    cluster.node(2, 'kill')
    for (let index = 0; index < 5; index++) send(cluster, 'more', { acks: 1 })
    const leader = read(cluster, 1, `t-0/${LOG}`)
    const follower = read(cluster, 2, `t-0/${LOG}`)
    const split = splitBatches(follower ?? new Uint8Array(0))
    expect(split.ok && split.batches).toHaveLength(10)
    expect(leader?.subarray(0, follower?.length)).toEqual(follower)
    const files = listed(cluster, 2)?.directories[0]?.files ?? []
    expect(files.find(({ name }) => name === LOG)?.sizeBytes).toBe(follower?.length)
    for (const { name, sizeBytes } of files) expect([name, read(cluster, 2, `t-0/${name}`)?.length]).toEqual([name, sizeBytes])
    expect(textOf(cluster, 2, 'replication-offset-checkpoint')).toBe('0\n1\nt 0 10\n')
  })

  it('has lost what a crash lost', () => {
    const cluster = new MemoryCluster()
    createAssigned(cluster, 't', [[1]])
    fill(cluster, 3)
    expect(cluster.node(1, 'crash').ok).toBe(true)
    expect(listed(cluster, 1)?.directories[0]?.files.find(({ name }) => name === LOG)?.sizeBytes).toBe(0)
    expect(read(cluster, 1, `t-0/${LOG}`)).toEqual(new Uint8Array(0))
  })

  it('has the metadata log on the controllers', () => {
    const cluster = new MemoryCluster()
    const listing = listed(cluster, 3001)
    expect(listing?.directories.map(({ name }) => name)).toEqual(['__cluster_metadata-0'])
    for (const { name, sizeBytes } of listing?.directories[0]?.files ?? []) {
      expect([name, read(cluster, 3001, `__cluster_metadata-0/${name}`)?.length]).toEqual([name, sizeBytes])
    }
    expect(listed(cluster, 1)?.directories).toEqual([])
  })

  it('has nothing under any other name', () => {
    const cluster = new MemoryCluster()
    createAssigned(cluster, 't', [[1, 2]])
    expect(listed(cluster, 77)).toBeNull()
    const paths = [
      '',
      '/',
      't-0',
      't-0/',
      't-00/partition.metadata',
      't-1/partition.metadata',
      '../t-0/partition.metadata',
      't-0/../meta.properties',
    ]
    const others = [
      't-0//partition.metadata',
      't-0/0.log',
      `t-0/${LOG}/`,
      't-0/99999999999999999999.log',
      '__proto__/x',
      'constructor',
      't--1/x',
    ]
    for (const path of [...paths, ...others]) expect(read(cluster, 1, path)).toBeNull()
    expect(read(cluster, 3, 't-0/partition.metadata')).toBeNull()
    expect(read(cluster, 77, 'meta.properties')).toBeNull()
    fc.assert(
      fc.property(fc.string(), (path) => {
        expect(read(cluster, 1, `x${path}`)).toBeNull()
      }),
    )
  })

  it('says when what was read before stands there no longer', () => {
    const cluster = new MemoryCluster()
    createAssigned(cluster, 't', [[1, 2]])
    fill(cluster, 3)
    const range = { fromByte: 0, maxBytes: 100, near: null }
    const edition = () => readDiskFile(cluster.cluster, cluster.store, 1, `t-0/${LOG}`, range)?.edition
    const before = edition()
    fill(cluster, 1)
    expect(edition()).toBe(before)
    cluster.node(1, 'crash')
    expect(edition()).not.toBe(before)
  })
})

describe('the indexes of a segment', () => {
  it('are those of the downloaded log', () => {
    const cluster = new MemoryCluster()
    createAssigned(cluster, 't', [[1]], { 'index.interval.bytes': '1000' })
    fill(cluster, 40)
    const split = splitBatches(read(cluster, 1, `t-0/${LOG}`) ?? new Uint8Array(0))
    const { offsetEntries } = indexBatches(split.ok ? split.batches : [], 1000)
    const view = viewIndexes(cluster.cluster, cluster.store, 1, 't-0', { segment: null, offset: null, timestamp: null, fromEntry: 0 })
    expect(view?.offsetIndex.map(({ relativeOffset: offset, position }) => ({ offset, position }))).toEqual(offsetEntries)
    expect(view?.lookup).toBeNull()
  })

  it('lead a lookup to an entry, and from there a scan finds the batch', () => {
    const cluster = new MemoryCluster()
    createAssigned(cluster, 't', [[1]], { 'index.interval.bytes': '1000' })
    const startMs = cluster.nowMs
    fill(cluster, 40)
    const query = { segment: null, offset: null, timestamp: null, fromEntry: 0 }
    const look = (wanted: object) => viewIndexes(cluster.cluster, cluster.store, 1, 't-0', { ...query, ...wanted })?.lookup
    const byOffset = look({ offset: 20 })
    expect(byOffset?.found?.baseOffset).toBe(20)
    expect(byOffset?.offsetEntry?.relativeOffset).toBeLessThanOrEqual(20)
    expect(byOffset?.scannedBatches).toBeLessThanOrEqual(4)
    expect(byOffset?.scanFromPosition).toBe(byOffset?.offsetEntry?.position)
    const byTime = look({ timestamp: startMs + 301 })
    expect(byTime?.found?.baseOffset).toBe(30)
    expect(byTime?.timeEntry?.timestamp).toBeLessThanOrEqual(startMs + 301)
    expect(look({ offset: 1_000 })?.found).toBeNull()
    expect(look({ timestamp: startMs * 2 })?.found).toBeNull()
    expect(viewIndexes(cluster.cluster, cluster.store, 1, 't-0', { ...query, segment: 5 })).toBeNull()
    expect(viewIndexes(cluster.cluster, cluster.store, 1, 'u-0', query)).toBeNull()
  })
})
