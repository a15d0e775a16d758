// Bugs planted on purpose, one at a time, to prove that the simulator would find them: three classic ways to lose what was
// acknowledged, one to write it twice, and two to show what was never committed.
import { KAFKA_RULES } from '../engine/rules.ts'
import type { Rules } from '../engine/rules.ts'

export const MUTANTS = {
  /** acks=all is answered as soon as the leader has appended. */
  'ack-before-isr': { ...KAFKA_RULES, judgeProduce: (_cluster, reply) => reply },
  /** A follower that diverged takes its log for its leader's, wherever it is not longer. */
  'no-truncation': {
    ...KAFKA_RULES,
    reconcile: (step, follower) => {
      const { topic, partition, replica } = follower
      const isShorter = (replica.ownLog?.logEndOffset ?? 0) <= partition.log.logEndOffset
      if (!isShorter) return KAFKA_RULES.reconcile(step, follower)
      const name = { topic: topic.name, partitionIndex: partition.partitionIndex, brokerId: replica.brokerId }
      return [{ kind: 'replica.joined', ...name, reason: { code: 'sameAsLeader' } }]
    },
  },
  /** The leader commits what it has itself. */
  'high-watermark-alone': { ...KAFKA_RULES, nextHighWatermark: (_cluster, _topic, { log }) => log.logEndOffset },
  /** The leader does not look at sequence numbers: a retry is written again. */
  'sequence-check-skipped': { ...KAFKA_RULES, checkProducer: () => ({ kind: 'ok' }) },
  /** The coordinator ends a transaction for whoever has its id, in whatever epoch. */
  'no-fencing': {
    ...KAFKA_RULES,
    decideEndTransaction: (metadata, request, ...rest) => {
      const producerEpoch = metadata?.producerEpoch ?? request.producerEpoch
      return KAFKA_RULES.decideEndTransaction(metadata, { ...request, producerEpoch }, ...rest)
    },
  },
  /** Readers of committed records see all that is replicated. */
  'reads-beyond-last-stable-offset': { ...KAFKA_RULES, lastStableOffset: ({ highWatermark }) => highWatermark },
} as const satisfies Readonly<Record<string, Rules>>

export type MutantName = keyof typeof MUTANTS

export function isMutantName(name: string): name is MutantName {
  return Object.hasOwn(MUTANTS, name)
}
