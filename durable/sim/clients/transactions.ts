// Producers with transactional ids, two for each id, so that they fence each other, and now and then the end of the broker that coordinates one.
import type { TopicView } from '../../engine/cluster.ts'
import type { ClientContext } from './client-context.ts'
import { Conversation } from './conversation.ts'
import { PROTOCOLS } from './transaction-protocol.ts'
import { TransactionalProducer } from './transactional-producer.ts'

const TRANSACTIONAL_IDS = ['t1', 't2']
const KILL_PERCENT = 2
/** How often the producer that acts falls asleep, and the other one of its id wakes. What it left open it takes up later, and is fenced. */
const SLEEP_PERCENT = 12

export class Transactions {
  readonly #context: ClientContext
  /** The two producers of each id. The first is awake. */
  #pairs: readonly (readonly [TransactionalProducer, TransactionalProducer])[]
  readonly #conversation: Conversation
  /** Whoever coordinates, as far as somebody who asked was told. */
  #coordinatorId: number | null = null

  constructor(context: ClientContext) {
    this.#context = context
    this.#conversation = new Conversation(context)
    this.#pairs = TRANSACTIONAL_IDS.map((transactionalId) => [
      new TransactionalProducer(context, { name: `${transactionalId}.older`, transactionalId, protocol: PROTOCOLS.older }),
      new TransactionalProducer(context, { name: `${transactionalId}.newer`, transactionalId, protocol: PROTOCOLS.newer }),
    ])
  }

  act(topic: TopicView): string {
    const { chance } = this.#context
    if (!chance.isPercent(KILL_PERCENT)) return this.#someProducer().act(topic)
    return this.#coordinatorId === null ? this.#findCoordinator() : this.#killCoordinator(this.#coordinatorId)
  }

  #someProducer(): TransactionalProducer {
    const { chance } = this.#context
    this.#pairs = this.#pairs.map(([awake, asleep]) => (chance.isPercent(SLEEP_PERCENT) ? [asleep, awake] : [awake, asleep]))
    return chance.oneOf(this.#pairs)[0]
  }

  #findCoordinator(): string {
    const key = this.#context.chance.oneOf(TRANSACTIONAL_IDS)
    const request = { keyType: 'TRANSACTION', coordinatorKeys: [key] } as const
    this.#conversation.ask({ api: 'FindCoordinator', request }, { brokerId: null }, ({ coordinators }) => {
      const nodeId = coordinators[0]?.nodeId ?? -1
      if (nodeId !== -1) this.#coordinatorId = nodeId
    })
    return `asks who coordinates ${key}`
  }

  #killCoordinator(nodeId: number): string {
    this.#coordinatorId = null
    const { ok } = this.#context.world.act({ kind: 'node', nodeId, action: 'kill' })
    return `kill coordinator ${nodeId}${ok ? '' : ' (refused)'}`
  }
}
