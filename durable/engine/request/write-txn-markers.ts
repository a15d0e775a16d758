// WriteTxnMarkers (API key 27), versions 1 and 2 by meaning.
// Does: writes the marker that ends a transaction to the partitions it names, for an administrator who ends one that its coordinator knows nothing
//   of. Answered when all markers are committed. Our own coordinators write theirs inside the engine: transaction/settle-markers.ts.
// Beyond Kafka, markers that end nothing count as what anybody writes: else they could fill a sandbox and its memory.
// Source: KafkaApis.handleWriteTxnMarkersRequest of Kafka 4.3; KIP-98, KIP-664, KIP-1228.
import type { KafkaErrorName } from '../../../schema/kafka/errors.ts'
import type { WritableTxnMarker, WriteTxnMarkersRequest } from '../../../schema/kafka/requests/write-txn-markers.ts'
import { REQUEST_TIMEOUT_MS } from '../../../schema/limits.ts'
import { appendMarker } from '../coordinator/append-as-broker.ts'
import { CONSUMER_OFFSETS } from '../coordinator/internal-topics.ts'
import { isLed } from '../coordinator/leads.ts'
import type { Decision } from '../decision.ts'
import { producerOf } from '../log/producer-state.ts'
import type { ProducerState } from '../log/producer-state.ts'
import type { WaitingPartition } from '../purgatory/waiting.ts'
import type { Step } from '../step.ts'
import { leaderLogOf } from './leader-log.ts'
import { refuseFullSandbox } from './refuse-full-sandbox.ts'
import { refuseNewProducers } from './refuse-new-producers.ts'

export function decideWriteTxnMarkers(
  step: Step,
  { markers }: WriteTxnMarkersRequest,
  brokerId: number | null,
): Decision<'WriteTxnMarkers'> {
  const waiting: WaitingPartition[] = []
  const written = new Set<string>()
  const results = markers.map((marker) => ({
    producerId: marker.producerId,
    topics: marker.topics.map(({ name, partitionIndexes }) => ({
      name,
      partitions: partitionIndexes.map((partitionIndex) => {
        const error = isFirst(written, `${name}/${partitionIndex}`) ? write(step, marker, name, partitionIndex, brokerId, waiting) : TWICE
        return { partitionIndex, error }
      }),
    })),
  }))
  const response = { markers: results }
  if (waiting.length === 0) return step.decision<'WriteTxnMarkers'>(response)
  const deadlineMs = step.nowMs + REQUEST_TIMEOUT_MS
  return step.decision<'WriteTxnMarkers'>(response, { kind: 'coordinator', deadlineMs, partitions: waiting })
}

/** Each append of a step starts from the log as it was before the step, so a partition takes one marker a request. */
const TWICE = 'INVALID_REQUEST'

function isFirst(seen: Set<string>, name: string): boolean {
  const size = seen.size
  return seen.add(name).size > size
}

function write(
  step: Step,
  written: WritableTxnMarker,
  topicName: string,
  partitionIndex: number,
  brokerId: number | null,
  waiting: WaitingPartition[],
): KafkaErrorName {
  const { producerId, producerEpoch, transactionResult, coordinatorEpoch, transactionVersion } = written
  // Kafka builds no such batch either, and fails.
  if (producerId < 0 || producerEpoch < 0) return 'INVALID_REQUEST'
  const topic = step.cluster.topics.get(topicName)
  const partition = topic?.partitions[partitionIndex]
  if (topic === undefined || partition === undefined) return 'UNKNOWN_TOPIC_OR_PARTITION'
  const leader = leaderLogOf(step.cluster, topic, partition, brokerId)
  if (!leader.ok) return leader.error
  if (leader.brokerId !== partition.leader || !isLed(step.cluster, partition)) return 'NOT_LEADER_OR_FOLLOWER'
  const known = producerOf(partition.log, producerId)
  const noRoom = refuseRoom(step, known)
  if (noRoom !== null) return noRoom
  const type = transactionResult ? 'COMMIT' : 'ABORT'
  const marker = { type, timestampMs: step.nowMs, producerId, producerEpoch, coordinatorEpoch } as const
  const appended = appendMarker(step, topic, partition, marker, transactionVersion)
  if (!appended.ok) return appended.error
  if (known === undefined) step.noteNewProducer()
  waiting.push(appended.waiting)
  if (topicName === CONSUMER_OFFSETS && step.cluster.groupCoordinators.has(partitionIndex)) {
    step.records.push({ kind: 'offsets.settled', topic: topicName, partitionIndex, producerId, isCommitted: transactionResult })
  }
  return 'NONE'
}

/** What ends an open transaction is always welcome. */
function refuseRoom(step: Step, known: ProducerState | undefined): KafkaErrorName | null {
  if (known !== undefined && known.currentTxnFirstOffset !== null) return null
  const refusal = refuseFullSandbox(step, 0) ?? refuseNewProducers(step, known === undefined ? 1 : 0)
  return refusal?.error ?? null
}
