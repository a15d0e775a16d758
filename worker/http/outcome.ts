// What the object answers, as a value or as the error that its refusal stands for.
import type { Outcome, Refused } from '../../durable/shell/rpc.ts'
import { unauthorized } from '../keys/principal.ts'
import { RestError, notFound, unprocessable } from './rest-error.ts'

type Reason = 'SANDBOX_NOT_FOUND' | 'KEY_REVOKED' | 'ALREADY_EXISTS' | 'INVALID_CONFIG' | 'TOO_MANY_KEYS'

/**
 * The value of an outcome.
 *
 * Throws RestError: 404 when the sandbox does not exist (any more), 401 when the key was revoked, 422 for a broker config that Kafka
 * refuses, 409 when the sandbox has all the keys it may have.
 */
export function valueOf<Value>(outcome: Outcome<Value, Reason>, sandboxId: string): Value {
  if (outcome.ok) return outcome.value
  throw refusalError(outcome, sandboxId)
}

export function clusterNotFound(sandboxId: string): RestError {
  return notFound(`Cluster ${sandboxId} cannot be found.`)
}

function refusalError({ reason, message }: Refused<Reason>, sandboxId: string): RestError {
  switch (reason) {
    case 'SANDBOX_NOT_FOUND':
      return clusterNotFound(sandboxId)
    case 'KEY_REVOKED':
      return unauthorized('The key was revoked.')
    case 'INVALID_CONFIG':
      return unprocessable(message, 422, [{ field: '/configs', detail: message }])
    case 'TOO_MANY_KEYS':
      return new RestError({ status: 409, code: 'POLICY_VIOLATION', message })
    case 'ALREADY_EXISTS':
      // Ids are 128 random bits, so this is no accident.
      throw new Error(`The fresh id ${sandboxId} is taken: ${message}`)
  }
}
