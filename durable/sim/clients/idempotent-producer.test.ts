import { describe, expect, it } from 'vitest'
import type { KafkaErrorName } from '../../../schema/kafka/errors.ts'
import { decodeBatchHeader } from '../../../schema/kafka/record-batch.ts'
import type { RecordBatchHeader } from '../../../schema/kafka/record-batch.ts'
import type { PartitionProduceData, ProduceResponse } from '../../../schema/kafka/requests/produce.ts'
import { AnsweredClients } from '../../../test/support/sim-clients.ts'
import { IdempotentProducer } from './idempotent-producer.ts'

type Leader = (header: RecordBatchHeader, partitionIndex: number) => KafkaErrorName | null

function responseOf(name: string, { index }: PartitionProduceData, error: KafkaErrorName): ProduceResponse {
  const baseOffset = error === 'NONE' ? 5 : -1
  const answer = { index, error, errorMessage: null, baseOffset, logAppendTimeMs: -1, logStartOffset: 0 }
  return { responses: [{ name, partitionResponses: [answer] }] }
}

/** Acts so many times, each so many milliseconds after the last. The leader is silent where it says null. */
function tell(acts: number, stepMs: number, leader: Leader) {
  let producerId = 0
  const context = new AnsweredClients({
    InitProducerId: () => ({ error: 'NONE', producerId: (producerId += 1), producerEpoch: 0 }),
    Produce: ({ topicData }) => {
      const [topic] = topicData
      const [data] = topic?.partitionData ?? []
      if (topic === undefined || data === undefined) return null
      const error = leader(decodeBatchHeader(data.records), data.index)
      return error === null ? null : responseOf(topic.name, data, error)
    },
  })
  const topic = context.makeTopic('a')
  const producer = new IdempotentProducer(context, 'i')
  for (let act = 0; act < acts; act++) {
    producer.act(topic)
    context.world.pass(stepMs)
  }
  const { operations } = context.clientHistory
  return {
    operations,
    outcomes: operations.flatMap(({ microOperations }) => microOperations.map((micro) => 'outcome' in micro && micro.outcome)),
  }
}

describe('a simulated idempotent producer', () => {
  it('[SIM14] sends what was not answered again, with the sequence number it had, until it is answered', () => {
    const times = new Map<string, number>()
    const { outcomes } = tell(300, 2000, ({ producerId, baseSequence, recordCount }, index) => {
      const key = `${producerId} ${index} ${baseSequence} ${recordCount}`
      times.set(key, (times.get(key) ?? 0) + 1)
      return times.get(key) === 1 ? null : 'NONE'
    })
    expect([...times.values()].filter((count) => count > 1).length).toBeGreaterThan(20)
    expect(outcomes.filter((outcome) => outcome === 'acknowledged').length).toBeGreaterThan(20)
    expect(outcomes).not.toContain('refused')
  })

  it('[SIM14] is never more than five batches ahead of what is not answered', () => {
    const sent = new Map<number, Set<number>>()
    tell(300, 0, ({ baseSequence }, index) => {
      sent.set(index, (sent.get(index) ?? new Set()).add(baseSequence))
      return null
    })
    expect([...sent.values()].map(({ size }) => size)).toEqual([5, 5, 5])
  })

  it('[SIM14] goes on with another id when a batch is refused for good, and calls it refused only when nobody can have it', () => {
    const { operations, outcomes } = tell(60, 0, () => 'MESSAGE_TOO_LARGE')
    expect(new Set(operations.map(({ process }) => process)).size).toBeGreaterThan(5)
    expect(new Set(outcomes)).toEqual(new Set(['refused']))
    let attempts = 0
    const inDoubt = tell(20, 5000, () => ((attempts += 1) === 1 ? 'NETWORK_EXCEPTION' : 'MESSAGE_TOO_LARGE'))
    expect(inDoubt.outcomes[0]).toBe('unknown')
  })

  it('[SIM14] gives up what is too old, and waits with what came before those it follows', () => {
    const tooOld = tell(40, 10_000, () => 'NOT_LEADER_OR_FOLLOWER')
    expect(new Set(tooOld.outcomes)).toEqual(new Set(['unknown']))
    expect(new Set(tooOld.operations.map(({ process }) => process)).size).toBeGreaterThan(1)
    const first = new Set<number>()
    const early = tell(40, 1000, ({ baseSequence }, index) => {
      if (baseSequence > 0) return first.has(index) ? 'NONE' : 'OUT_OF_ORDER_SEQUENCE_NUMBER'
      // The first batch is lost once in a while.
      if (Math.abs(index - first.size) % 2 === 1) return null
      first.add(index)
      return 'NONE'
    })
    expect(early.outcomes).toContain('acknowledged')
    expect(early.outcomes).not.toContain('refused')
  })
})
