// A producer with enable.idempotence: it gets an id, numbers what it sends, and sends again what was not answered. When its row of numbers breaks
// it gives up what is in flight and goes on with another id, as somebody else.
import type { TopicView } from '../../engine/cluster.ts'
import { clientPartition } from './client-context.ts'
import type { ClientContext } from './client-context.ts'
import { Conversation } from './conversation.ts'
import { SequencedSends } from './sequenced-sends.ts'

const SEND_AGAIN_PERCENT = 70

export class IdempotentProducer {
  readonly #context: ClientContext
  readonly #name: string
  readonly #conversation: Conversation
  #sends: SequencedSends | null = null
  #ids = 0

  constructor(context: ClientContext, name: string) {
    this.#context = context
    this.#name = name
    this.#conversation = new Conversation(context)
  }

  act(topic: TopicView): string {
    return `${this.#process}: ${this.#act(topic)}`
  }

  get #process(): string {
    return `${this.#name}.${this.#ids}`
  }

  #act(topic: TopicView): string {
    const sends = this.#unbrokenSends()
    if (sends === null) return this.#askForId()
    const again = this.#context.chance.isPercent(SEND_AGAIN_PERCENT) ? sends.sendAgain() : null
    return again ?? this.#send(sends, topic)
  }

  #unbrokenSends(): SequencedSends | null {
    this.#sends?.expire()
    if (this.#sends?.isBroken !== true) return this.#sends
    this.#sends.giveUp()
    this.#sends = null
    return null
  }

  #askForId(): string {
    if (this.#conversation.isWaiting) return 'waits for an id'
    const { chance, world } = this.#context
    const brokerId = chance.isPercent(50) ? null : chance.oneOf([...world.cluster.brokers.keys()])
    const request = { transactionalId: null, transactionTimeoutMs: 0 }
    this.#conversation.ask({ api: 'InitProducerId', request }, { brokerId }, ({ error, producerId, producerEpoch }) => {
      if (error !== 'NONE') return
      this.#ids += 1
      this.#sends = new SequencedSends(this.#context, { producerId, producerEpoch, transactionalId: null, apiVersion: null })
    })
    return `asks ${brokerId} for an id`
  }

  #send(sends: SequencedSends, topic: TopicView): string {
    const { chance, clientHistory } = this.#context
    const partition = clientPartition(topic, chance.oneOf(topic.partitions).partitionIndex)
    if (!sends.mayBegin(partition)) return sends.sendAgain() ?? `waits for ${partition.topic}-${partition.partitionIndex}`
    const running = clientHistory.beginOperation({ process: this.#process, producer: 'idempotent' })
    return sends.begin(partition, running, () => running.end())
  }
}
