// What a client may do with a resource, as answers tell it on request: a bit for each operation, at the place that Kafka's AclOperation gives
// it. Whoever may ask may do all that the resource knows, as with a broker of Kafka that has no authorizer.
// Source: AuthHelper.authorizedOperations, AclEntry.supportedOperations and Utils.to32BitField of Kafka 4.3.

const READ = 3
const DELETE = 6
const DESCRIBE = 8
const DESCRIBE_CONFIGS = 10
const ALTER_CONFIGS = 11

export const GROUP_OPERATIONS = bitsOf([READ, DELETE, DESCRIBE, DESCRIBE_CONFIGS, ALTER_CONFIGS])

/** What stands in an answer to somebody who did not ask: Integer.MIN_VALUE. */
export const OPERATIONS_NOT_TOLD = -(2 ** 31)

function bitsOf(operations: readonly number[]): number {
  return operations.reduce((bits, operation) => bits | (1 << operation), 0)
}
