// InitProducerId with a transactional id: a part of init-producer-id.ts, decided by the coordinator of the id (transaction/init-producer-id.ts).
// Beyond Kafka, a sandbox has room for so many ids, and an id has a length.
// Source: TransactionCoordinator.handleInitProducerId of Kafka 4.3; KIP-98, KIP-360, KIP-890.
import { MAX_TRANSACTIONAL_ID_CHARACTERS, MAX_TRANSACTIONAL_IDS } from '../../../schema/limits.ts'
import type { ClusterView } from '../cluster.ts'
import { askCoordinator, refuse } from '../coordinator/ask-coordinator.ts'
import type { CoordinatorPlace } from '../coordinator/coordinator-place.ts'
import { TRANSACTION_STATE } from '../coordinator/internal-topics.ts'
import type { Decision } from '../decision.ts'
import type { InputOf } from '../input.ts'
import type { Step } from '../step.ts'
import { answerOnceCommitted } from '../transaction/commit-transition.ts'
import { StepContext } from '../transaction/coordinator-context.ts'
import { transactionOf } from '../transaction/coordinator.ts'
import { checkInitProducerId, decideInitProducerId } from '../transaction/init-producer-id.ts'
import type { InitProducerIdRequest } from '../transaction/init-producer-id.ts'
import { errorForVersion } from '../transaction/request-checks.ts'
import { NO_PRODUCER_EPOCH, NO_PRODUCER_ID } from '../transaction/transaction-metadata.ts'
import { refuseFullSandbox } from './refuse-full-sandbox.ts'

const NEWEST = 5

type Input = InputOf<'InitProducerId'>

export function initTransactionalProducer(step: Step, input: Input, transactionalId: string): Decision {
  const { transactionMaxTimeoutMs } = step.cluster.effectiveBrokerConfigs
  const asked = fieldsOf(input)
  const wrong = checkInitProducerId(transactionalId, asked, { transactionMaxTimeoutMs, twoPhaseCommitEnabled: false })
  if (wrong !== null) return refuse(step, input, wrong.error)
  return askCoordinator(step, input, TRANSACTION_STATE, transactionalId, (place) => initialize(step, input, place, transactionalId, asked))
}

function fieldsOf({ request }: Input): InitProducerIdRequest {
  const { transactionTimeoutMs, producerId = NO_PRODUCER_ID, producerEpoch = NO_PRODUCER_EPOCH } = request
  return {
    transactionTimeoutMs,
    producerId,
    producerEpoch,
    enable2Pc: request.enable2Pc ?? false,
    keepPreparedTxn: request.keepPreparedTxn ?? false,
  }
}

function initialize(step: Step, input: Input, place: CoordinatorPlace, transactionalId: string, asked: InitProducerIdRequest): Decision {
  const known = transactionOf(step.cluster, place.partition.partitionIndex, transactionalId)?.metadata ?? null
  if (known === null && !hasRoom(step, transactionalId)) return refuse(step, input, 'POLICY_VIOLATION')
  const context = new StepContext(step, place.brokerId)
  const decided = decideInitProducerId(transactionalId, known, asked, context)
  if (context.error !== null) return refuse(step, input, context.error)
  if (decided.kind === 'refused')
    return refuse(step, input, errorForVersion('InitProducerId', input.request.apiVersion ?? NEWEST, decided.error))
  const { onceAppended } = decided
  const response =
    onceAppended.kind === 'refused'
      ? { error: onceAppended.error, producerId: NO_PRODUCER_ID, producerEpoch: NO_PRODUCER_EPOCH }
      : { error: 'NONE' as const, producerId: onceAppended.producerId, producerEpoch: onceAppended.producerEpoch }
  return answerOnceCommitted(step, input, place, decided, response)
}

function hasRoom(step: Step, transactionalId: string): boolean {
  if (transactionalId.length > MAX_TRANSACTIONAL_ID_CHARACTERS || refuseFullSandbox(step, 0) !== null) return false
  return transactionalIdCount(step.cluster) < MAX_TRANSACTIONAL_IDS
}

function transactionalIdCount({ transactionCoordinators }: ClusterView): number {
  let count = 0
  for (const { transactions } of transactionCoordinators.values()) count += transactions.size
  return count
}
