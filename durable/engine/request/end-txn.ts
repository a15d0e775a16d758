// EndTxn (API key 26), versions 0 to 5 by meaning.
// Does: commits or aborts; answered when the outcome is committed in the coordinator's log, while the markers follow by themselves. From version
//   5 on the answer names the epoch that the producer goes on with (KIP-890). What may be ended when is decided in transaction/end-transaction.ts.
// Source: KafkaApis.handleEndTxnRequest and TransactionCoordinator.handleEndTransaction of Kafka 4.3; KIP-98, KIP-588, KIP-890.
import { askCoordinator, refuse } from '../coordinator/ask-coordinator.ts'
import type { CoordinatorPlace } from '../coordinator/coordinator-place.ts'
import { TRANSACTION_STATE } from '../coordinator/internal-topics.ts'
import type { Decision } from '../decision.ts'
import type { InputOf } from '../input.ts'
import type { Step } from '../step.ts'
import { answerOnceCommitted } from '../transaction/commit-transition.ts'
import { StepContext } from '../transaction/coordinator-context.ts'
import { transactionOf } from '../transaction/coordinator.ts'
import { decideEndTransaction } from '../transaction/end-transaction.ts'
import type { TransactionEnded } from '../transaction/end-transaction.ts'
import { checkTransactionalId, clientTransactionVersion, errorForVersion } from '../transaction/request-checks.ts'

type Input = InputOf<'EndTxn'>

export function decideEndTxn(step: Step, input: Input): Decision {
  const { transactionalId } = input.request
  const wrong = checkTransactionalId(transactionalId)
  if (wrong !== null) return refuse(step, input, wrong.error)
  return askCoordinator(step, input, TRANSACTION_STATE, transactionalId, (place) => end(step, input, place))
}

function end(step: Step, input: Input, place: CoordinatorPlace): Decision {
  const { apiVersion, transactionalId, producerId, producerEpoch, committed } = input.request
  const known = transactionOf(step.cluster, place.partition.partitionIndex, transactionalId)?.metadata ?? null
  const claimed = step.rules.claimedEpoch(known, producerEpoch)
  const asked = { producerId, producerEpoch: claimed, result: committed ? 'COMMIT' : 'ABORT' } as const
  const context = new StepContext(step, place.brokerId)
  const decided = decideEndTransaction(known, asked, clientTransactionVersion('EndTxn', apiVersion), context)
  if (context.error !== null) return refuse(step, input, context.error)
  if (decided.kind === 'refused') return refuse(step, input, errorForVersion('EndTxn', apiVersion, decided.error))
  if (decided.kind === 'answered') return step.decision<'EndTxn'>(ended(decided))
  return answerOnceCommitted(step, input, place, decided, ended(decided.onceAppended))
}

function ended({ producerId, producerEpoch }: TransactionEnded) {
  return { error: 'NONE', producerId, producerEpoch } as const
}
