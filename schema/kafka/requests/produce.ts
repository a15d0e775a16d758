// Produce (API key 0) as plain objects. Field names are those of Kafka's message definition; errors are names, not codes.
import type { BatchFacts } from '../check-batch.ts'
import type { KafkaErrorName } from '../errors.ts'
import type { CurrentLeader, LeaderEndpoints } from './leader-hint.ts'

export type ProduceRequest = {
  /** Of a producer that writes in a transaction; its batches are transactional and carry its producer id. */
  readonly transactionalId: string | null
  /**
   * Some errors have other names for older clients. From 8 on records that are at fault are named (KIP-467), from 12 on the leader adds the
   * partition to the transaction by itself (KIP-890). Absent for whoever is no Kafka client: as the newest, but without the records at fault.
   */
  readonly apiVersion?: number
  /**
   * Not Kafka's: the leader writes this producer and the next sequence numbers into the batches. For senders over HTTP, which keep no count
   * from one request to the next.
   */
  readonly stampedProducer?: StampedProducer | null
  /** Not Kafka's: see IdempotencyKey. */
  readonly idempotencyKey?: IdempotencyKey | null
  /** 0, 1 or -1 (all). Anything else is INVALID_REQUIRED_ACKS. */
  readonly acks: number
  readonly timeoutMs: number
  /** All batches or none, which Kafka offers only with a transaction: when one is refused the others answer OPERATION_NOT_ATTEMPTED. */
  readonly atomic: boolean
  readonly topicData: readonly TopicProduceData[]
}

export type StampedProducer = { readonly producerId: number; readonly producerEpoch: number }

/**
 * A request with a key that was carried out before is not carried out again: it gets the answer it got. So that it either was or was not, it is
 * atomic.
 */
export type IdempotencyKey = {
  readonly key: string
  /** Stands for what was sent. The same key with another one is refused: see IDEMPOTENCY_KEY_REUSED. */
  readonly fingerprint: string
}

/** The message of the INVALID_REQUEST that every partition answers when a key comes again with another fingerprint. */
export const IDEMPOTENCY_KEY_REUSED = 'The idempotency key was used for another request. A new request needs a new key.'

export type TopicProduceData = {
  /** Empty where the topic is named by its id alone. */
  readonly name: string
  /** The incarnation the client knows, or null when it only knows the name. A wrong one is UNKNOWN_TOPIC_ID. */
  readonly topicId: string | null
  readonly partitionData: readonly PartitionProduceData[]
}

export type PartitionProduceData = {
  readonly index: number
  /** Exactly one record batch v2. The receiver owns these bytes and stamps offset and epoch into them. */
  readonly records: Uint8Array
  /** What the sender found when it checked the batch record by record (see check-batch.ts), so that nobody has to do it twice. */
  readonly facts: BatchFacts
  /** What the sender found wrong with it: the leader refuses it for that where it would have found it. The records may then be left out. */
  readonly problem?: BatchProblem
}

export type BatchProblem = { readonly error: KafkaErrorName; readonly message: string }

export type ProduceResponse = LeaderEndpoints & {
  readonly responses: readonly TopicProduceResponse[]
}

export type TopicProduceResponse = {
  readonly name: string
  readonly partitionResponses: readonly PartitionProduceResponse[]
}

export type PartitionProduceResponse = {
  readonly index: number
  readonly error: KafkaErrorName
  readonly errorMessage: string | null
  /** The offset of the batch's first record, or -1 with an error. */
  readonly baseOffset: number
  /** The broker's time when the topic uses LogAppendTime, else -1. */
  readonly logAppendTimeMs: number
  readonly logStartOffset: number
  /** The records for which the whole batch was refused, where that is known. */
  readonly recordErrors?: readonly BatchIndexError[]
  readonly currentLeader?: CurrentLeader
  /** Not on the wire: a retry, found in the log. Nothing was written, and the offset is that of the first time. */
  readonly duplicate?: DuplicateBatch
  /** Not on the wire: what the leader knows of the producer that it refuses. */
  readonly producer?: RefusedProducer
}

export type BatchIndexError = { readonly batchIndex: number; readonly message: string }

export type DuplicateBatch = {
  /** The largest timestamp of the batch as it is stored. */
  readonly maxTimestampMs: number
}

export type RefusedProducer = {
  readonly producerEpoch: number
  /** The sequence number that the leader would take. */
  readonly expectedSequence: number
}
