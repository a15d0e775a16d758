// From Kafka's error names to the status and number that Confluent's REST Proxy answers. One table for /v2 and /v3; /v1 takes the status
// from here and shows the name itself.
// Source: KafkaExceptionMapper of confluentinc/rest-utils and Errors of confluentinc/kafka-rest; see reference/http-api.md, section 1.4.
import type { KafkaErrorName } from '../../schema/kafka/errors.ts'
import { kafkaError } from '../../schema/kafka/errors.ts'
import { RestError } from './rest-error.ts'

type Status = { readonly status: number; readonly errorCode: number; readonly message?: string }

const BAD_REQUEST: Status = { status: 400, errorCode: 40002 }
const FENCED: Status = { status: 403, errorCode: 403 }
const NOT_FOUND: Status = { status: 404, errorCode: 404 }
const CONFLICT: Status = { status: 409, errorCode: 409 }
const UNAVAILABLE: Status = { status: 503, errorCode: 50302 }

const STATUS: Partial<Record<KafkaErrorName, Status>> = {
  UNKNOWN_TOPIC_OR_PARTITION: { status: 404, errorCode: 40403, message: 'This server does not host this topic-partition.' },
  RESOURCE_NOT_FOUND: { status: 404, errorCode: 404 },
  UNKNOWN_TOPIC_ID: { status: 404, errorCode: 40403 },
  TOPIC_ALREADY_EXISTS: BAD_REQUEST,
  INVALID_TOPIC_EXCEPTION: { status: 422, errorCode: 42206 },
  INVALID_PARTITIONS: BAD_REQUEST,
  INVALID_REPLICATION_FACTOR: BAD_REQUEST,
  INVALID_REPLICA_ASSIGNMENT: BAD_REQUEST,
  INVALID_CONFIG: BAD_REQUEST,
  INVALID_REQUEST: BAD_REQUEST,
  INVALID_REQUIRED_ACKS: BAD_REQUEST,
  INVALID_TIMESTAMP: BAD_REQUEST,
  INVALID_RECORD: BAD_REQUEST,
  CORRUPT_MESSAGE: BAD_REQUEST,
  OFFSET_OUT_OF_RANGE: BAD_REQUEST,
  POLICY_VIOLATION: BAD_REQUEST,
  UNSUPPORTED_VERSION: BAD_REQUEST,
  UNSUPPORTED_FOR_MESSAGE_FORMAT: BAD_REQUEST,
  SECURITY_DISABLED: BAD_REQUEST,
  UNKNOWN_SERVER_ERROR: BAD_REQUEST,
  TOPIC_DELETION_DISABLED: BAD_REQUEST,
  MESSAGE_TOO_LARGE: { status: 413, errorCode: 413 },
  RECORD_LIST_TOO_LARGE: { status: 413, errorCode: 413 },
  INVALID_COMMIT_OFFSET_SIZE: { status: 413, errorCode: 413 },
  THROTTLING_QUOTA_EXCEEDED: { status: 429, errorCode: 42901 },
  TOPIC_AUTHORIZATION_FAILED: { status: 403, errorCode: 40301 },
  CLUSTER_AUTHORIZATION_FAILED: { status: 403, errorCode: 40301 },
  GROUP_AUTHORIZATION_FAILED: { status: 403, errorCode: 40301 },
  TRANSACTIONAL_ID_AUTHORIZATION_FAILED: { status: 403, errorCode: 40301 },
  BROKER_NOT_AVAILABLE: UNAVAILABLE,
  BROKER_ID_NOT_REGISTERED: NOT_FOUND,
  NO_REASSIGNMENT_IN_PROGRESS: NOT_FOUND,
  // The proxy has no producers with ids and no transactions. Who was overtaken is forbidden to go on; what does not fit the state is a conflict.
  PRODUCER_FENCED: FENCED,
  INVALID_PRODUCER_EPOCH: FENCED,
  OUT_OF_ORDER_SEQUENCE_NUMBER: CONFLICT,
  DUPLICATE_SEQUENCE_NUMBER: CONFLICT,
  INVALID_PRODUCER_ID_MAPPING: CONFLICT,
  INVALID_TXN_STATE: CONFLICT,
  CONCURRENT_TRANSACTIONS: CONFLICT,
  TRANSACTION_ABORTABLE: CONFLICT,
  TRANSACTION_COORDINATOR_FENCED: CONFLICT,
  UNSTABLE_OFFSET_COMMIT: CONFLICT,
  ILLEGAL_GENERATION: CONFLICT,
  UNKNOWN_MEMBER_ID: CONFLICT,
  FENCED_INSTANCE_ID: CONFLICT,
  FENCED_MEMBER_EPOCH: CONFLICT,
  STALE_MEMBER_EPOCH: CONFLICT,
  NON_EMPTY_GROUP: CONFLICT,
  GROUP_SUBSCRIBED_TO_TOPIC: CONFLICT,
  REBALANCE_IN_PROGRESS: CONFLICT,
  INCONSISTENT_GROUP_PROTOCOL: CONFLICT,
  UNRELEASED_INSTANCE_ID: CONFLICT,
  GROUP_MAX_SIZE_REACHED: CONFLICT,
  UNKNOWN_PRODUCER_ID: NOT_FOUND,
  TRANSACTIONAL_ID_NOT_FOUND: NOT_FOUND,
  GROUP_ID_NOT_FOUND: NOT_FOUND,
  INVALID_TRANSACTION_TIMEOUT: BAD_REQUEST,
  INVALID_GROUP_ID: BAD_REQUEST,
  INVALID_SESSION_TIMEOUT: BAD_REQUEST,
  UNSUPPORTED_ASSIGNOR: BAD_REQUEST,
  INVALID_REGULAR_EXPRESSION: BAD_REQUEST,
  OFFSET_METADATA_TOO_LARGE: BAD_REQUEST,
  COORDINATOR_NOT_AVAILABLE: UNAVAILABLE,
  COORDINATOR_LOAD_IN_PROGRESS: UNAVAILABLE,
  NOT_COORDINATOR: UNAVAILABLE,
  // Ours: a sandbox is where brokers fail on purpose, and 503 says so at a glance. The proxy itself answers these two with 500 and 50003.
  NETWORK_EXCEPTION: UNAVAILABLE,
  LEADER_NOT_AVAILABLE: UNAVAILABLE,
}

/** The status and number of an error. What the proxy does not know is 500: 50003 when a retry may help, else 50002. */
export function statusOfKafkaError(name: KafkaErrorName): { readonly status: number; readonly errorCode: number } {
  const { status, errorCode } = STATUS[name] ?? { status: 500, errorCode: kafkaError(name).retriable ? 50003 : 50002 }
  return { status, errorCode }
}

/** The error as an answer. `message` is the cluster's own sentence where it gave one. */
export function kafkaRestError(name: KafkaErrorName, message: string | null): RestError {
  return new RestError({
    ...statusOfKafkaError(name),
    code: name,
    message: message ?? STATUS[name]?.message ?? kafkaError(name).message,
    retriable: kafkaError(name).retriable,
  })
}
