// InitProducerId (API key 22), versions 0 to 6 by meaning.
// Does: without a transactional id any broker gives a fresh producer id in epoch 0, whatever id the producer names (KIP-360 is about
//   transactional ones only). With one its coordinator decides: init-transactional-producer.ts.
// Source: KafkaApis.handleInitProducerIdRequest and TransactionCoordinator.handleInitProducerId of Kafka 4.3; KIP-98, KIP-360.
import type { KafkaErrorName } from '../../../schema/kafka/errors.ts'
import type { ClusterView } from '../cluster.ts'
import type { Decision } from '../decision.ts'
import type { InputOf } from '../input.ts'
import { nextProducerId } from '../producer-ids.ts'
import type { Step } from '../step.ts'
import { initTransactionalProducer } from './init-transactional-producer.ts'
import { refuseConnection } from './on-its-way.ts'

const NONE = -1
const FIRST_EPOCH = 0

export function decideInitProducerId(step: Step, input: InputOf<'InitProducerId'>): Decision {
  const { brokerId } = input
  const { transactionalId, producerId = NONE, producerEpoch = NONE } = input.request
  // Who names an id names its epoch.
  if ((producerId === NONE) !== (producerEpoch === NONE)) return failed(step, 'INVALID_REQUEST')
  if (transactionalId === null) return initIdempotentProducer(step, brokerId ?? livingBroker(step.cluster))
  return initTransactionalProducer(step, input, transactionalId)
}

function initIdempotentProducer(step: Step, brokerId: number | null): Decision<'InitProducerId'> {
  if (brokerId === null) return failed(step, 'BROKER_NOT_AVAILABLE')
  const given = nextProducerId(step, brokerId)
  if ('error' in given) return failed(step, given.error)
  return step.decision<'InitProducerId'>({ error: 'NONE', producerId: given.producerId, producerEpoch: FIRST_EPOCH })
}

/** Where a client gets to that asks one broker after another. A paused one would only keep it waiting. */
function livingBroker(cluster: ClusterView): number | null {
  for (const { brokerId, process } of cluster.brokers.values()) {
    if (process === 'running' && refuseConnection(cluster, brokerId) === null) return brokerId
  }
  return null
}

function failed(step: Step, error: KafkaErrorName): Decision<'InitProducerId'> {
  return step.decision<'InitProducerId'>({ error, producerId: NONE, producerEpoch: NONE })
}
