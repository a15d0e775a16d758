// A leader that is about to append to a transaction makes sure that the coordinator knows of the partition; one that it did not know of would
// never get its marker. With transactions v2 the leader adds the partition, before that it only asks.
// Source: AddPartitionsToTxnManager and ReplicaManager.maybeSendPartitionsToTransactionCoordinator of Kafka 4.3; KIP-890.
import type { KafkaErrorName } from '../../../schema/kafka/errors.ts'
import { coordinatorPlace } from '../coordinator/coordinator-place.ts'
import type { CoordinatorPlace } from '../coordinator/coordinator-place.ts'
import { TRANSACTION_STATE } from '../coordinator/internal-topics.ts'
import { partitionFor } from '../coordinator/partition-for.ts'
import { areConnected, processOf } from '../network/links.ts'
import type { PartitionKey } from '../partition-key.ts'
import type { Step } from '../step.ts'
import { decideAddPartitions, decideVerifyPartitions, hasRoomFor } from './add-partitions.ts'
import { errorOfAppend } from './append-errors.ts'
import { appendTransition } from './append-transition.ts'
import { transactionOf } from './coordinator.ts'
import type { CoordinatedTransaction } from './coordinator.ts'
import type { DeepReadonly } from '../deep-readonly.ts'

export type TransactionMember = {
  readonly transactionalId: string
  readonly producerId: number
  readonly producerEpoch: number
  readonly partitions: readonly PartitionKey[]
}

export type JoinResult =
  /** Those of the partitions that are not in the transaction have an error of their own. */
  | { readonly kind: 'joined'; readonly missing: readonly PartitionKey[] }
  /** The coordinator is writing it down; it holds when that is committed. */
  | { readonly kind: 'adding' }
  /** Something else is under way, and will soon be over. */
  | { readonly kind: 'concurrent' }
  | { readonly kind: 'refused'; readonly error: KafkaErrorName }

/** `leaderId` is the broker that asks. */
export function joinTransaction(step: Step, leaderId: number, member: TransactionMember, mayAdd: boolean): JoinResult {
  const place = reachCoordinator(step, leaderId, member.transactionalId)
  if (!place.ok) return refused(place.error)
  const known = transactionOf(step.cluster, place.partition.partitionIndex, member.transactionalId)
  const speaker = { ...member, producerEpoch: step.rules.claimedEpoch(known?.metadata ?? null, member.producerEpoch) }
  if (known !== undefined && isBeingAdded(known, speaker)) return { kind: 'adding' }
  return mayAdd ? add(step, place, known, speaker) : verify(known, speaker)
}

function reachCoordinator(
  { cluster }: Step,
  leaderId: number,
  transactionalId: string,
): CoordinatorPlace | { readonly ok: false; readonly error: KafkaErrorName } {
  const topic = cluster.topics.get(TRANSACTION_STATE)
  const coordinatorId = topic?.partitions[partitionFor(transactionalId, topic.partitions.length)]?.leader ?? -1
  if (coordinatorId === -1) return { ok: false, error: 'COORDINATOR_NOT_AVAILABLE' }
  const isReached = leaderId === coordinatorId || areConnected(cluster, leaderId, coordinatorId)
  if (!isReached || processOf(cluster, coordinatorId) !== 'running') return { ok: false, error: 'NETWORK_EXCEPTION' }
  return coordinatorPlace(cluster, TRANSACTION_STATE, transactionalId, coordinatorId)
}

/** By this request, which waits for it, or by one before it. */
function isBeingAdded({ pending }: DeepReadonly<CoordinatedTransaction>, { producerId, producerEpoch }: TransactionMember): boolean {
  if (pending?.transition.state !== 'Ongoing') return false
  return pending.transition.producerId === producerId && pending.transition.producerEpoch === producerEpoch
}

function add(
  step: Step,
  { topic, partition }: CoordinatorPlace,
  known: DeepReadonly<CoordinatedTransaction> | undefined,
  member: TransactionMember,
): JoinResult {
  if (!hasRoomFor(step.cluster, known?.metadata ?? null, member.partitions)) return refused('POLICY_VIOLATION')
  const decided = decideAddPartitions(known?.metadata ?? null, member, 2, step.nowMs)
  if (decided.kind === 'answered') return { kind: 'joined', missing: [] }
  if (decided.kind === 'refused') return decided.error === 'CONCURRENT_TRANSACTIONS' ? { kind: 'concurrent' } : refused(decided.error)
  const appended = appendTransition(step, topic, partition, decided)
  return appended.ok ? { kind: 'adding' } : refused(errorOfAppend(appended.error))
}

function verify(known: DeepReadonly<CoordinatedTransaction> | undefined, member: TransactionMember): JoinResult {
  const decided = decideVerifyPartitions(known?.metadata ?? null, member)
  if (decided.kind === 'refused') return refused(decided.error)
  return { kind: 'joined', missing: decided.verified.filter(({ error }) => error !== 'NONE').map(({ partition }) => partition) }
}

/** What the coordinator calls fenced, those who append have always called an old epoch. */
function refused(error: KafkaErrorName): JoinResult {
  return { kind: 'refused', error: error === 'PRODUCER_FENCED' ? 'INVALID_PRODUCER_EPOCH' : error }
}
