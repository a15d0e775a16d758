// The disk of a node: what is on it, and a part of one of its files. Nothing is kept for this view; it is made of the cluster's state and the
// stored batches whenever somebody looks.
import { MAX_DISK_PIECE_BYTES, MAX_LISTED_FILES } from '../../../schema/limits.ts'
import type { ClusterView } from '../../engine/cluster.ts'
import type { LogReader } from '../../engine/log/log-reader.ts'
import type { DiskDirectory, DiskListing, DiskPiece, DiskQuery, FileRange } from './disk.ts'
import { diskLogNamed, diskLogsOf } from './disk-log.ts'
import type { DiskLogName } from './disk-log.ts'
import { filesOf, pieceOf, readFileOf } from './log-files.ts'
import { nodeFile, nodeFileNames } from './node-files.ts'

/** Null when there is no such node. A listing that would be too long ends early, and says where the next one goes on. */
export function listDisk(cluster: ClusterView, reader: LogReader, nodeId: number, query: DiskQuery): DiskListing | null {
  const names = nodeFileNames(cluster, nodeId)
  const logs = diskLogsOf(cluster, nodeId)
  if (names === null || logs === null) return null
  const files = names.flatMap((name) => {
    const file = nodeFile(cluster, nodeId, name)
    return file === null ? [] : [{ name, sizeBytes: file.bytes.length, modifiedMs: file.modifiedMs }]
  })
  const wanted = logs.filter((log) => isWanted(log, query))
  const directories: DiskDirectory[] = []
  let count = 0
  for (const { directory: name, topic, partition, open } of wanted) {
    if (count >= MAX_LISTED_FILES) break
    const listed = filesOf(open(reader))
    count += listed.length
    directories.push({ name, topic, partition, files: listed })
  }
  const last = directories.at(-1)
  return { files, directories, next: last !== undefined && directories.length < wanted.length ? last.name : null }
}

function isWanted({ directory, topic, partition }: DiskLogName, query: DiskQuery): boolean {
  return (
    (query.topic === null || query.topic === topic) &&
    (query.partition === null || query.partition === partition) &&
    (query.after === null || directory > query.after)
  )
}

/**
 * A part of a file: `meta.properties`, or `orders-0/00000000000000000000.log`. Null when the node has no such file; names are looked up among
 * those that there are, so there is no way out of the node's disk.
 */
export function readDiskFile(cluster: ClusterView, reader: LogReader, nodeId: number, path: string, wanted: FileRange): DiskPiece | null {
  const range = { ...wanted, maxBytes: Math.min(wanted.maxBytes, MAX_DISK_PIECE_BYTES) }
  const slash = path.indexOf('/')
  if (slash === -1) {
    const file = nodeFile(cluster, nodeId, path)
    return file === null ? null : pieceOf(file.bytes, file.modifiedMs, range)
  }
  const named = diskLogNamed(cluster, nodeId, path.slice(0, slash))
  return named === null ? null : readFileOf(named.open(reader), reader, path.slice(slash + 1), range)
}
