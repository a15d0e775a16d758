// A member of a group whose connection the edge holds: a consumer in the object, called for as long as somebody listens.
import type { ConsumerAnswer, ConsumerCall, ConsumerSpec } from '../../durable/shell/consumers/consumer-call.ts'
import { kafkaRestError } from '../http/kafka-error-status.ts'
import { valueOf } from '../http/outcome.ts'
import { notFound, RestError, unprocessable } from '../http/rest-error.ts'
import type { Asker } from '../kafka/ask.ts'
import type { Principal } from '../keys/principal.ts'

export type MemberAsker = Asker & { readonly principal: Pick<Principal, 'topicPrefix'> }
export type Answered = Extract<ConsumerAnswer, { done: true }>

export class GroupMemberClient {
  readonly #asker: MemberAsker
  readonly groupId: string
  readonly name: string

  constructor(asker: MemberAsker, groupId: string, name: string) {
    this.#asker = asker
    this.groupId = groupId
    this.name = name
  }

  static async create(asker: MemberAsker, spec: Omit<ConsumerSpec, 'topicPrefix' | 'name'>): Promise<GroupMemberClient> {
    const topicPrefix = asker.principal.topicPrefix ?? ''
    const made = await asker.sandbox.createConsumer(asker.caller, { ...spec, name: null, topicPrefix })
    const { view } = doneOr(valueOf(made, asker.sandboxId))
    if (view === null) throw new Error('A consumer that is made is shown.')
    return new GroupMemberClient(asker, spec.groupId, view.name)
  }

  /** Throws RestError 404 when the consumer is not there any more, and Kafka's errors. */
  async call(call: ConsumerCall): Promise<Answered> {
    const { sandbox, caller, sandboxId, principal } = this.#asker
    const ref = { groupId: this.groupId, name: this.name, topicPrefix: principal.topicPrefix ?? '' }
    return doneOr(valueOf(await sandbox.callConsumer(caller, ref, call), sandboxId))
  }
}

function doneOr(answer: ConsumerAnswer): Answered {
  if (answer.done) return answer
  const { reason, message } = answer
  switch (reason) {
    case 'CONSUMER_NOT_FOUND':
      throw notFound('There is no such stream any more.')
    case 'INVALID_CONFIG':
      throw unprocessable(message)
    case 'ILLEGAL_STATE':
    case 'CONSUMER_EXISTS':
      throw new RestError({ status: 409, code: 'INVALID_REQUEST', message })
    default:
      throw kafkaRestError(reason, message)
  }
}
