// Bugs planted on purpose, one at a time, to prove that the simulator would find them: three classic ways to lose what was
// acknowledged, one to write it twice, two to break what a transaction promises, and four to let members of a group work against each other.
import type { KafkaErrorName } from '../../schema/kafka/errors.ts'
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
  /** Whoever has the producer id may go on, whatever its epoch. */
  'no-fencing': {
    ...KAFKA_RULES,
    claimedEpoch: (metadata, producerEpoch) => metadata?.producerEpoch ?? producerEpoch,
    checkProducer: (current, batch, options) => {
      const checked = KAFKA_RULES.checkProducer(current, batch, options)
      return checked.kind === 'refused' && checked.error === 'INVALID_PRODUCER_EPOCH' ? { kind: 'ok' } : checked
    },
  },
  /** Readers of committed records are shown what is still open. */
  'stable-offset-at-high-watermark': { ...KAFKA_RULES, lastStableOffset: ({ highWatermark }) => highWatermark },
  /** A coordinator takes the offsets of its members in whatever generation or epoch they believe to be. */
  'no-generation-check': {
    ...KAFKA_RULES,
    refuseCommit: (group, committer) => unless(isOfGeneration, KAFKA_RULES.refuseCommit(group, committer)),
    refusePartitionCommit: (cluster, group, committer, partition) => {
      return unless(isOfGeneration, KAFKA_RULES.refusePartitionCommit(cluster, group, committer, partition))
    },
  },
  /** A coordinator takes the offsets of those that it has thrown out. */
  'zombie-commit': {
    ...KAFKA_RULES,
    refuseCommit: (group, committer) => unless((error) => error === 'UNKNOWN_MEMBER_ID', KAFKA_RULES.refuseCommit(group, committer)),
  },
  /** Who beats or syncs in a generation of the past is answered as if it were of this one. */
  'stale-member-heard': { ...KAFKA_RULES, isOfGeneration: () => true },
  /** A partition goes to its next owner while the one before still works on it. */
  'revoke-not-awaited': { ...KAFKA_RULES, ownedByAnother: () => () => false },
} as const satisfies Readonly<Record<string, Rules>>

function isOfGeneration(error: KafkaErrorName): boolean {
  return error === 'ILLEGAL_GENERATION' || error === 'STALE_MEMBER_EPOCH'
}

function unless(isOverlooked: (error: KafkaErrorName) => boolean, error: KafkaErrorName | null): KafkaErrorName | null {
  return error === null || isOverlooked(error) ? null : error
}

export type MutantName = keyof typeof MUTANTS

export function isMutantName(name: string): name is MutantName {
  return Object.hasOwn(MUTANTS, name)
}
