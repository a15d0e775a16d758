// How a member knows the broker that coordinates its group: it asks, believes the answer until it is told otherwise or hears nothing, and asks again.
import type { KafkaErrorName } from '../../../../schema/kafka/errors.ts'
import type { KafkaApi, KafkaApis, RequestOf } from '../../../../schema/kafka/requests/apis.ts'
import type { ClientContext } from '../client-context.ts'
import { Conversation } from '../conversation.ts'

const GONE: ReadonlySet<KafkaErrorName> = new Set(['NOT_COORDINATOR', 'COORDINATOR_NOT_AVAILABLE'])

export class CoordinatorLink {
  readonly #context: ClientContext
  readonly #groupId: string
  readonly #conversation: Conversation
  #brokerId: number | null = null

  constructor(context: ClientContext, groupId: string) {
    this.#context = context
    this.#groupId = groupId
    this.#conversation = new Conversation(context)
  }

  get brokerId(): number | null {
    return this.#brokerId
  }

  /** Asks the coordinator, or first who it is. Whoever does not answer is not asked again before somebody says that it still coordinates. */
  ask<Api extends KafkaApi>(
    conversation: Conversation,
    request: RequestOf<Api>,
    hear: (response: KafkaApis[Api]['response']) => void,
  ): string {
    if (conversation.isOverdue) {
      conversation.hangUp()
      this.#brokerId = null
    }
    const brokerId = this.#brokerId
    if (brokerId === null) return this.#find()
    conversation.ask(request, { brokerId }, hear)
    return `${request.api} to ${brokerId}`
  }

  /** Whether the error says that somebody else coordinates; then it is forgotten who did. */
  isGone(error: KafkaErrorName): boolean {
    if (!GONE.has(error)) return false
    this.#brokerId = null
    return true
  }

  #find(): string {
    if (this.#conversation.isWaiting) return 'waits for its coordinator'
    const request = { keyType: 'GROUP', coordinatorKeys: [this.#groupId] } as const
    const brokerIds = [...this.#context.world.cluster.brokers.keys()]
    const brokerId = this.#context.chance.isPercent(70) ? null : this.#context.chance.oneOf(brokerIds)
    this.#conversation.ask({ api: 'FindCoordinator', request }, { brokerId }, ({ coordinators }) => {
      const nodeId = coordinators[0]?.nodeId ?? -1
      this.#brokerId = nodeId === -1 ? null : nodeId
    })
    return `asks who coordinates ${this.#groupId}`
  }
}
