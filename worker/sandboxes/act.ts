// Asks the object to do something to the cluster, and turns its refusals into answers of /v1.
import type { ActionAnswer, SandboxAction } from '../../durable/shell/rpc.ts'
import type { KafkaErrorName } from '../../schema/kafka/errors.ts'
import { kafkaError } from '../../schema/kafka/errors.ts'
import { kafkaRestError } from '../http/kafka-error-status.ts'
import { valueOf } from '../http/outcome.ts'
import { RestError } from '../http/rest-error.ts'
import type { Asker } from '../kafka/ask.ts'

type Done = Extract<ActionAnswer, { done: true }>

/**
 * Does it. Throws RestError for what the cluster refuses.
 *
 * @param invalidStatus what INVALID_REQUEST means here: by then the request itself was found valid, so it is about the state of the cluster.
 */
export async function act({ sandbox, caller, sandboxId }: Asker, action: SandboxAction, invalidStatus: 404 | 409): Promise<Done> {
  const answer = valueOf(await sandbox.act(caller, action), sandboxId)
  if (answer.done) return answer
  throw refusedAction(answer.error, answer.message, invalidStatus)
}

/** The answer to what the cluster refuses. */
export function refusedAction(error: KafkaErrorName, message: string, invalidStatus: 404 | 409): RestError {
  if (error !== 'INVALID_REQUEST') return kafkaRestError(error, message)
  return new RestError({ status: invalidStatus, code: error, message, retriable: kafkaError(error).retriable })
}
