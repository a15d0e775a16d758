// A client that asks one thing at a time. When the answer does not come it loses patience, hangs up and asks again: an answer to what it asked
// before reaches nobody then, though the cluster may have done what was asked.
import type { KafkaApi, KafkaApis, RequestOf } from '../../../schema/kafka/requests/apis.ts'
import type { ClientContext, Envelope } from './client-context.ts'

const PATIENCE_MS = 2000

export class Conversation {
  readonly #context: ClientContext
  readonly #patienceMs: number
  #attempt = 0
  #askedMs: number | null = null

  constructor(context: ClientContext, patienceMs = PATIENCE_MS) {
    this.#context = context
    this.#patienceMs = patienceMs
  }

  get isWaiting(): boolean {
    return this.#askedMs !== null && this.#context.world.nowMs - this.#askedMs < this.#patienceMs
  }

  /** It was asked so long ago that nobody waits for the answer any more. */
  get isOverdue(): boolean {
    return this.#askedMs !== null && !this.isWaiting
  }

  ask<Api extends KafkaApi>(request: RequestOf<Api>, envelope: Envelope, hear: (response: KafkaApis[Api]['response']) => void): void {
    this.hangUp()
    const attempt = this.#attempt
    this.#askedMs = this.#context.world.nowMs
    this.#context.ask(request, envelope, (response) => {
      if (attempt !== this.#attempt) return
      this.#askedMs = null
      hear(response)
    })
  }

  /** Whatever was asked, its answer is not heard any more. */
  hangUp(): void {
    this.#attempt += 1
    this.#askedMs = null
  }
}
