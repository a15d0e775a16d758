// A consumer that does nothing else: each of its polls is an operation of its own.
import type { IsolationLevel } from '../../../schema/kafka/requests/fetch.ts'
import type { TopicView } from '../../engine/cluster.ts'
import type { ClientContext } from './client-context.ts'
import { Consumer } from './consumer.ts'

export class Reader {
  readonly #context: ClientContext
  readonly #name: string
  readonly #consumer: Consumer

  constructor(context: ClientContext, name: string, isolationLevel: IsolationLevel) {
    this.#context = context
    this.#name = name
    this.#consumer = new Consumer(context, isolationLevel)
  }

  act(topic: TopicView): string {
    if (this.#consumer.isWaiting) return `${this.#name}: waits`
    const { partitionIndex } = this.#context.chance.oneOf(topic.partitions)
    const poll = this.#consumer.poll(topic, partitionIndex, (note) => {
      const running = this.#context.clientHistory.beginOperation({ process: this.#name, producer: null })
      note(running)
      running.end()
    })
    return `${this.#name}: polls ${poll}`
  }
}
