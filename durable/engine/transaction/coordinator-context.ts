// What the coordinator's decisions draw from the step they are made in. A broker may have no producer id to give, because its block is used up
// and no controller can be reached; the decisions themselves know nothing of that, so what was decided with such an id is void.
// Source: TransactionCoordinator.handleInitProducerId and endTransaction of Kafka 4.3, which answer the producer id manager's error.
import type { KafkaErrorName } from '../../../schema/kafka/errors.ts'
import type { ClusterView } from '../cluster.ts'
import { reachesController } from '../network/links.ts'
import { nextProducerId } from '../producer-ids.ts'
import type { Step } from '../step.ts'
import type { CoordinatorContext } from './transaction-decision.ts'
import { NO_PRODUCER_ID } from './transaction-metadata.ts'
import type { TransactionVersion } from './transaction-metadata.ts'

/** The finalized level of the feature transaction.version in a cluster of Kafka 4.3. */
export const TRANSACTION_VERSION: TransactionVersion = 2

export function canGiveProducerId(cluster: ClusterView, brokerId: number): boolean {
  return (cluster.brokers.get(brokerId)?.producerIds.length ?? 0) > 0 || reachesController(cluster, brokerId)
}

export class StepContext implements CoordinatorContext {
  readonly transactionVersion = TRANSACTION_VERSION
  readonly nowMs: number
  readonly nextProducerId: () => number
  #error: KafkaErrorName | null = null

  /** `brokerId` coordinates. */
  constructor(step: Step, brokerId: number) {
    this.nowMs = step.nowMs
    this.nextProducerId = () => {
      const given = nextProducerId(step, brokerId)
      if (!('error' in given)) return given.producerId
      this.#error = given.error
      return NO_PRODUCER_ID
    }
  }

  /** Set once an id was wanted and there was none: whatever was decided is not to be carried out. */
  get error(): KafkaErrorName | null {
    return this.#error
  }
}
