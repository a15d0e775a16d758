import { describe, expect, it } from 'vitest'
import type { KafkaErrorName } from '../../../schema/kafka/errors.ts'
import { decodeBatchHeader, isTransactional } from '../../../schema/kafka/record-batch.ts'
import type { RecordBatchHeader } from '../../../schema/kafka/record-batch.ts'
import { AnsweredClients } from '../../../test/support/sim-clients.ts'
import type { Answers } from '../../../test/support/sim-clients.ts'
import { PROTOCOLS } from './transaction-protocol.ts'
import { TransactionalProducer } from './transactional-producer.ts'

const STEP_MS = 500

type Story = {
  readonly protocol: keyof typeof PROTOCOLS
  readonly endTxnError?: KafkaErrorName | null
  readonly produceError?: KafkaErrorName
  readonly acts?: number
}

/** A coordinator and leaders that say yes to everything, unless the story has it otherwise. */
function tell({ protocol, endTxnError = 'NONE', produceError = 'NONE', acts = 400 }: Story) {
  const batches: RecordBatchHeader[] = []
  let epoch = -1
  let offset = 0
  const answers: Answers = {
    InitProducerId: () => ({ error: 'NONE', producerId: 7, producerEpoch: (epoch += 1) }),
    AddPartitionsToTxn: ({ topics }) => ({
      topics: topics.map(({ name, partitions }) => ({
        name,
        partitions: partitions.map((partitionIndex) => ({ partitionIndex, error: 'NONE' })),
      })),
    }),
    AddOffsetsToTxn: () => ({ error: 'NONE' }),
    TxnOffsetCommit: ({ topics }) => ({
      topics: topics.map(({ name, partitions }) => ({
        name,
        partitions: partitions.map(({ partitionIndex }) => ({ partitionIndex, error: 'NONE' })),
      })),
    }),
    Produce: ({ topicData }) => ({
      responses: topicData.map(({ name, partitionData }) => ({
        name,
        partitionResponses: partitionData.map(({ index, records }) => {
          batches.push(decodeBatchHeader(records))
          offset += 10
          return { index, error: produceError, errorMessage: null, baseOffset: offset, logAppendTimeMs: -1, logStartOffset: 0 }
        }),
      })),
    }),
    Fetch: ({ topics }) => ({
      responses: topics.map(({ topic, partitions }) => ({
        topic,
        topicId: '',
        partitions: partitions.map(({ partition: partitionIndex }) => {
          const ends = { highWatermark: 0, lastStableOffset: 0, logStartOffset: 0 }
          return { partitionIndex, error: 'NONE', ...ends, abortedTransactions: [], records: new Uint8Array(0) }
        }),
      })),
    }),
    EndTxn: ({ apiVersion }) => {
      if (endTxnError === null) return null
      if (endTxnError !== 'NONE' || apiVersion < 5) return { error: endTxnError, producerId: -1, producerEpoch: -1 }
      return { error: 'NONE', producerId: 7, producerEpoch: (epoch += 1) }
    },
  }
  const context = new AnsweredClients(answers)
  const topic = context.makeTopic('a')
  const producer = new TransactionalProducer(context, { name: 't', transactionalId: 't1', protocol: PROTOCOLS[protocol] })
  for (let act = 0; act < acts; act++) {
    producer.act(topic)
    context.world.pass(STEP_MS)
  }
  const { operations } = context.clientHistory
  return { operations, ends: new Set(operations.map(({ transaction }) => transaction)), batches, asked: new Set(context.asked) }
}

describe('a simulated producer with a transactional id', () => {
  it('[SIM13] names its partitions and its group in the older protocol, and keeps its epoch from one transaction to the next', () => {
    const { asked, ends, batches, operations } = tell({ protocol: 'older' })
    expect(asked).toContain('AddPartitionsToTxn')
    expect(asked).toContain('AddOffsetsToTxn')
    expect(asked).toContain('TxnOffsetCommit')
    expect([...ends]).toEqual(expect.arrayContaining(['committed', 'aborted']))
    expect(batches.every(({ attributes }) => isTransactional(attributes))).toBe(true)
    const committed = operations.filter(({ transaction }) => transaction === 'committed')
    expect(new Set(batches.map(({ producerEpoch }) => producerEpoch)).size).toBeLessThan(committed.length)
  })

  it('[SIM13] names nothing in the newer one, and counts from 0 in the epoch that ends each transaction', () => {
    const { asked, ends, batches } = tell({ protocol: 'newer' })
    expect(asked).not.toContain('AddPartitionsToTxn')
    expect(asked).not.toContain('AddOffsetsToTxn')
    expect([...ends]).toEqual(expect.arrayContaining(['committed', 'aborted']))
    const epochs = Map.groupBy(batches, ({ producerEpoch }) => producerEpoch)
    expect(epochs.size).toBeGreaterThan(10)
    expect([...epochs.values()].every(([first]) => first?.baseSequence === 0)).toBe(true)
  })

  it('[SIM13] does not know how a commit ended when it is fenced, and knows that nothing was committed that it never asked to', () => {
    const { operations } = tell({ protocol: 'newer', endTxnError: 'PRODUCER_FENCED' })
    const begun = operations.filter(({ microOperations, transaction }) => {
      return transaction !== 'open' && microOperations.some(({ kind }) => kind === 'send')
    })
    expect(new Set(begun.map(({ transaction }) => transaction))).toEqual(new Set(['unknown', 'aborted']))
    expect(begun.every(({ transaction, commitAskedAt }) => (transaction === 'unknown') === Number.isFinite(commitAskedAt))).toBe(true)
    expect(new Set(operations.map(({ process }) => process)).size).toBeGreaterThan(5)
  })

  it('[SIM13] keeps asking for the commit that is not answered, and neither sends nor polls after it', () => {
    const { operations } = tell({ protocol: 'newer', endTxnError: null })
    const asked = operations.filter(({ commitAskedAt }) => Number.isFinite(commitAskedAt))
    expect(asked.length).toBeGreaterThan(0)
    expect(
      asked.flatMap(({ microOperations, commitAskedAt }) => {
        return microOperations.filter((micro) => micro.kind === 'poll' && micro.at > commitAskedAt)
      }),
    ).toEqual([])
    expect(
      asked.every(({ transaction, microOperations }) => {
        return transaction !== 'committed' || microOperations.every(({ kind }) => kind !== 'send')
      }),
    ).toBe(true)
  })

  it('[SIM13] aborts when a batch is refused for good', () => {
    const { operations, ends } = tell({ protocol: 'newer', produceError: 'MESSAGE_TOO_LARGE' })
    expect(ends).not.toContain('unknown')
    const begun = operations.filter(({ microOperations }) => microOperations.some(({ kind }) => kind === 'send'))
    expect(begun.length).toBeGreaterThan(5)
    // The last one may not have heard yet.
    expect(begun.slice(0, -1).every(({ transaction }) => transaction === 'aborted')).toBe(true)
  })
})
