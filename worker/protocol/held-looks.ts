// Looks at the cluster that see the same as before, answered at the edge: some clients ask for their topics' metadata every few seconds.
import type { ToEdge } from '../../schema/broker-line.ts'
import type { KafkaApis } from '../../schema/kafka/requests/apis.ts'
import { MAX_HELD_LOOK_CHARACTERS } from '../../schema/protocol-limits.ts'
import type { BrokerLine } from './broker-line.ts'
import { HeldAnswer } from './held-answer.ts'

type Look = KafkaApis['Metadata']['request']
type View = KafkaApis['Metadata']['response']

export class HeldLooks {
  readonly #held: HeldAnswer<View>

  constructor(line: BrokerLine) {
    this.#held = new HeldAnswer(line, 'look')
  }

  async look(request: Look, send: () => Promise<View>): Promise<View> {
    const key = JSON.stringify(request)
    const held = this.#held.of(key)
    if (held !== null) return held
    const response = await send()
    const told = JSON.stringify(response)
    if (told.length <= MAX_HELD_LOOK_CHARACTERS) this.#held.watch(key, response, { of: 'look', asked: { api: 'Metadata', request }, told })
    return response
  }

  onNews(news: ToEdge): void {
    this.#held.onNews(news)
  }

  forget(): void {
    this.#held.forget()
  }
}
