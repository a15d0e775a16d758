// Ids that a node draws for itself in Kafka: of its log directory when it is formatted, of its process each time that one starts. Here they
// follow from what they are of, so that they need no place in the state and a replay writes the same bytes.
import { crc32c } from '../../../schema/kafka/crc32c.ts'
import { utf8Bytes } from '../../../schema/kafka/message/utf8.ts'
import { Random, randomFromSeed } from '../random.ts'
import { randomUuid } from '../uuid.ts'

/** directory.id of meta.properties. Every node has one log directory. */
export function directoryIdOf(clusterId: string, nodeId: number): string {
  return uuidOf(`${clusterId}/directory/${nodeId}`)
}

/** Of the life of a node that began with this epoch. */
export function incarnationIdOf(clusterId: string, nodeId: number, epoch: number): string {
  return uuidOf(`${clusterId}/incarnation/${nodeId}/${epoch}`)
}

/** 32 bits of seed are plenty for the few ids that are ever compared with one another. */
function uuidOf(what: string): string {
  return randomUuid(new Random(randomFromSeed(crc32c(utf8Bytes(what)))))
}
