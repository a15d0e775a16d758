// Transactions that nobody will end: their records are there, and the coordinator's log, which knew of them, lost that in a way that Kafka's rules
// excuse. At rest there are no others, because every transaction times out. An administrator ends these, as in Kafka, or no reader of committed
// records would ever get past them.
import type { ClusterView } from '../engine/cluster.ts'
import { isInternalTopic, TRANSACTION_STATE } from '../engine/coordinator/internal-topics.ts'
import type { Operation } from './anomalies/client-history.ts'
import type { ClientContext } from './clients/client-context.ts'
import type { History } from './history.ts'
import { must } from './violation.ts'

/** int32: whichever coordinator wrote there last, this marker is not older. */
const LATEST_COORDINATOR_EPOCH = 2 ** 31 - 1

type Hanging = { readonly topic: string; readonly partitionIndex: number; readonly producerId: number; readonly producerEpoch: number }

export function endHangingTransactions(context: ClientContext, history: History): void {
  for (const { topic, partitionIndex, producerId, producerEpoch } of hangingTransactions(context.world.cluster)) {
    must(
      'rest',
      mayForget(history),
      () => `All is mended, and producer ${producerId} still has a transaction open in ${topic}-${partitionIndex}.`,
    )
    const topics = [{ name: topic, partitionIndexes: [partitionIndex] }]
    const marker = {
      producerId,
      producerEpoch,
      transactionResult: false,
      coordinatorEpoch: LATEST_COORDINATOR_EPOCH,
      transactionVersion: 0,
      topics,
    }
    let error: string = 'no answer'
    context.ask({ api: 'WriteTxnMarkers', request: { markers: [marker] } }, { brokerId: null }, ({ markers }) => {
      error = markers[0]?.topics[0]?.partitions[0]?.error ?? error
    })
    must(
      'rest',
      error === 'NONE',
      () => `The transaction of producer ${producerId} in ${topic}-${partitionIndex} cannot be aborted: ${error}.`,
    )
  }
}

/** What a coordinator that lost its memory had promised is promised by nobody. */
export function withoutForgottenOutcomes(operations: readonly Operation[], history: History): readonly Operation[] {
  if (!mayForget(history)) return operations
  return operations.map((operation) => {
    return operation.transaction === null ? operation : Object.assign({}, operation, { transaction: 'unknown' as const })
  })
}

function mayForget(history: History): boolean {
  return !history.promisesRecords || history.hasLost(TRANSACTION_STATE)
}

function hangingTransactions({ topics }: ClusterView): Hanging[] {
  const hanging: Hanging[] = []
  for (const { name: topic, partitions } of topics.values()) {
    if (isInternalTopic(topic)) continue
    for (const { partitionIndex, leader, log } of partitions) {
      if (leader === -1) continue
      for (const { producerId } of log.ongoingTransactions) {
        hanging.push({ topic, partitionIndex, producerId, producerEpoch: log.producers[`${producerId}`]?.producerEpoch ?? -1 })
      }
    }
  }
  return hanging
}
