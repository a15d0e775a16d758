// Producer ids: the controller gives them to the brokers in blocks, and a broker gives them to producers one after another. A broker asks for
// its next block before it has used up the last, so it can go on for a while without a controller.
// Does not: the time that the request for a block takes. Kafka answers COORDINATOR_LOAD_IN_PROGRESS until its answer is there; here it is there
//   at once when the controller can be reached.
// Source: RPCProducerIdManager and ProducerIdControlManager of Kafka 4.3; KIP-730.
import { assert, present } from './assert.ts'
import type { Broker, Cluster } from './cluster.ts'
import type { DeepReadonly } from './deep-readonly.ts'
import { reachesController } from './network/links.ts'
import type { RecordOf } from './record.ts'
import type { Step } from './step.ts'

/** ProducerIdsBlock.PRODUCER_ID_BLOCK_SIZE. */
export const PRODUCER_IDS_PER_BLOCK = 1_000
/** The id of a block, counted from its first, at which the next block is asked for: RPCProducerIdManager.PID_PREFETCH_THRESHOLD. */
const PREFETCH_AT = 900

/** Ids from nextProducerId to below endProducerId. */
export type ProducerIdBlock = { nextProducerId: number; readonly endProducerId: number }

export type ProducerIdResult = { readonly producerId: number } | ProducerIdRefusal
export type ProducerIdRefusal = { readonly error: 'COORDINATOR_LOAD_IN_PROGRESS' }

/** The next id that this broker can give. A step claims one at most. */
export function nextProducerId(step: Step, brokerId: number): ProducerIdResult {
  assert(!step.records.some(({ kind }) => kind === 'producerId.claimed'), 'a step claims one producer id at most')
  const { producerIds } = present(step.cluster.brokers.get(brokerId), `broker ${brokerId}`)
  const [block = allocateBlock(step, brokerId)] = producerIds
  if (block === null) return { error: 'COORDINATOR_LOAD_IN_PROGRESS' }
  const { nextProducerId: producerId, endProducerId } = block
  if (producerId === endProducerId - PRODUCER_IDS_PER_BLOCK + PREFETCH_AT) allocateBlock(step, brokerId)
  step.records.push({ kind: 'producerId.claimed', brokerId, producerId })
  return { producerId }
}

/** Null when there is no controller to ask. */
function allocateBlock(step: Step, brokerId: number): DeepReadonly<ProducerIdBlock> | null {
  if (!reachesController(step.cluster, brokerId)) return null
  const { nextProducerId: firstProducerId } = step.cluster
  const endProducerId = firstProducerId + PRODUCER_IDS_PER_BLOCK
  step.records.push({ kind: 'producerIds.allocated', brokerId, nextProducerId: endProducerId })
  return { nextProducerId: firstProducerId, endProducerId }
}

/** Part of apply.ts. */
export function allocateProducerIds(
  cluster: Cluster,
  { brokerId, nextProducerId: endProducerId }: RecordOf<'producerIds.allocated'>,
): void {
  assert(endProducerId > cluster.nextProducerId, 'producer ids only grow')
  blocksOf(cluster, brokerId).push({ nextProducerId: cluster.nextProducerId, endProducerId })
  cluster.nextProducerId = endProducerId
}

/** Part of apply.ts. */
export function claimProducerId(cluster: Cluster, { brokerId, producerId }: RecordOf<'producerId.claimed'>): void {
  const blocks = blocksOf(cluster, brokerId)
  const block = present(blocks[0], `a block of producer ids of broker ${brokerId}`)
  assert(block.nextProducerId === producerId, 'producer ids are claimed in order')
  block.nextProducerId++
  if (block.nextProducerId === block.endProducerId) blocks.shift()
}

function blocksOf(cluster: Cluster, brokerId: number): Broker['producerIds'] {
  return present(cluster.brokers.get(brokerId), `broker ${brokerId}`).producerIds
}
