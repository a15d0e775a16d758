// /v1/sandboxes/{id}/brokers/{b}/log-dirs: the disk of a node, as Kafka's own tools would read it: listed, downloaded by file or by directory,
// and its sparse indexes as facts. A key that is bound to a topic prefix sees the directories of those topics only.
import type { DiskDirectory } from '../../durable/shell/disk/disk.ts'
import { META_PROPERTIES } from '../../schema/kafka/log-files/file-names.ts'
import { diskListing, diskQuery, indexQuery, segmentIndexes } from '../../schema/api/disk.ts'
import type { ShownListing } from '../../schema/api/disk.ts'
import { endpoint } from '../http/endpoint.ts'
import type { Endpoint } from '../http/endpoint.ts'
import { json } from '../http/json-response.ts'
import { valueOf } from '../http/outcome.ts'
import { integerParameter } from '../http/path-parameters.ts'
import { notFound } from '../http/rest-error.ts'
import { refuseForeignTopic } from '../http/serve-endpoint.ts'
import { forbidden } from '../keys/principal.ts'
import type { Principal } from '../keys/principal.ts'
import type { Asker } from '../kafka/ask.ts'
import { mayName } from '../kafka/topic-names.ts'
import { filePieces, firstPiece, streamOf, tarPieces } from './disk-download.ts'
import type { DiskAsker } from './disk-download.ts'
import { snakeCased } from '../../schema/json/snake-case.ts'

const OCTETS = 'application/octet-stream'
const TAR = '.tar'
const DOWNLOAD = { description: 'The file.', contentType: OCTETS }

type DiskContext = Asker & { readonly principal: Principal; readonly params: { readonly node_id: string } }

const listLogDirs = endpoint({
  method: 'GET',
  path: '/v1/sandboxes/:sandbox_id/brokers/:node_id/log-dirs',
  tag: 'Disk',
  summary: 'List the log directories of a node',
  description: 'Every file of a broker, or of a controller, with its size. See docs/disk.md.',
  scope: 'observe',
  query: diskQuery,
  responses: { 200: { description: 'Directories and files.', schema: diskListing } },
  async handle(context) {
    const { topic = null, partition = null, after = null } = context.query
    const asker = diskAsker(context)
    const listing = valueOf(await asker.sandbox.listDisk(asker.caller, asker.nodeId, { topic, partition, after }), asker.sandboxId)
    if (listing === null) throw nodeNotFound(asker.nodeId)
    const { principal } = context
    const shown: ShownListing = {
      node_id: asker.nodeId,
      files: listing.files.filter(({ name }) => mayReadNodeFile(principal, name)).map(snakeCased),
      directories: listing.directories.filter((directory) => mayName(principal, directory.topic)).map(showDirectory),
      next: listing.next,
    }
    return json(200, shown)
  },
})

const downloadNodeFile = endpoint({
  method: 'GET',
  path: '/v1/sandboxes/:sandbox_id/brokers/:node_id/log-dirs/:log_file',
  tag: 'Disk',
  summary: 'Download a directory, or a file of the node itself',
  description: '`orders-0.tar` is the directory of a partition as a tar archive; `meta.properties` and the checkpoints are files.',
  scope: 'observe',
  responses: { 200: DOWNLOAD },
  async handle(context) {
    const { log_file: name } = context.params
    if (name.endsWith(TAR)) return downloadTar(context, name.slice(0, -TAR.length))
    if (!mayReadNodeFile(context.principal, name)) throw forbidden('The key is only for some topics, and this file is about all of them.')
    return downloadFile(diskAsker(context), name, name)
  },
})

const downloadLogFile = endpoint({
  method: 'GET',
  path: '/v1/sandboxes/:sandbox_id/brokers/:node_id/log-dirs/:log_directory/:log_file',
  tag: 'Disk',
  summary: 'Download a file of a partition',
  description: 'As it lies on that node’s disk: a follower that lags has less than its leader. kafka-dump-log reads it.',
  scope: 'observe',
  responses: { 200: DOWNLOAD },
  async handle(context) {
    const { log_directory: directory, log_file: name } = context.params
    refuseForeignTopic(context.principal, topicOf(directory))
    return downloadFile(diskAsker(context), `${directory}/${name}`, name)
  },
})

const showIndexes = endpoint({
  method: 'GET',
  path: '/v1/sandboxes/:sandbox_id/brokers/:node_id/log-dirs/:log_directory/indexes',
  tag: 'Disk',
  summary: 'Show the sparse indexes of a segment',
  description: 'Their entries, and with `offset` or `timestamp` which entry a lookup takes, where it begins to scan, and what it finds.',
  scope: 'observe',
  query: indexQuery,
  responses: { 200: { description: 'The entries of both indexes.', schema: segmentIndexes } },
  async handle(context) {
    const { log_directory: directory } = context.params
    refuseForeignTopic(context.principal, topicOf(directory))
    const { sandbox, caller, sandboxId, nodeId } = diskAsker(context)
    const { segment = null, offset = null, timestamp = null, from_entry: fromEntry = 0 } = context.query
    const query = { segment, offset, timestamp, fromEntry }
    const view = valueOf(await sandbox.viewIndexes(caller, nodeId, directory, query), sandboxId)
    if (view === null) throw notFound(`Node ${nodeId} has no such segment.`)
    return json(200, snakeCased(view))
  },
})

export const diskEndpoints: readonly Endpoint[] = [listLogDirs, downloadNodeFile, downloadLogFile, showIndexes]

function diskAsker({ sandbox, caller, sandboxId, params }: DiskContext): DiskAsker {
  return { sandbox, caller, sandboxId, nodeId: integerParameter(params.node_id) }
}

async function downloadFile(asker: DiskAsker, path: string, name: string): Promise<Response> {
  const first = await firstPiece(asker, path)
  if (first === null) throw notFound(`Node ${asker.nodeId} has no such file.`)
  return download(filePieces(asker, path, first), name)
}

async function downloadTar(context: DiskContext, directory: string): Promise<Response> {
  const asker = diskAsker(context)
  const topic = topicOf(directory)
  refuseForeignTopic(context.principal, topic)
  const query = { topic, partition: Number(directory.slice(topic.length + 1)), after: null }
  const listing = valueOf(await asker.sandbox.listDisk(asker.caller, asker.nodeId, query), asker.sandboxId)
  const found = listing?.directories.find(({ name }) => name === directory)
  if (found === undefined) throw notFound(`Node ${asker.nodeId} has no such directory.`)
  const names = found.files.map(({ name }) => name)
  return download(tarPieces(asker, directory, names), `${directory}${TAR}`)
}

/** The name is one that the node has, so it is made of letters that need no quoting. */
function download(pieces: AsyncGenerator<Uint8Array>, name: string): Response {
  return new Response(streamOf(pieces), {
    headers: { 'Content-Type': OCTETS, 'Content-Disposition': `attachment; filename="${name}"` },
  })
}

/** The part of a directory's name before the last dash. */
function topicOf(directory: string): string {
  return directory.slice(0, Math.max(directory.lastIndexOf('-'), 0))
}

/** The checkpoints name every topic of the node. */
function mayReadNodeFile({ topicPrefix }: Principal, name: string): boolean {
  return topicPrefix === null || name === META_PROPERTIES
}

function showDirectory({ files, ...directory }: DiskDirectory): ShownListing['directories'][number] {
  const sizeBytes = files.reduce((sum, file) => sum + file.sizeBytes, 0)
  return { ...directory, size_bytes: sizeBytes, files: files.map(snakeCased) }
}

function nodeNotFound(nodeId: number): Error {
  return notFound(`Node ${nodeId} cannot be found.`)
}
