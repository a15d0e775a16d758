// Fetches that find nothing, held at the edge: the object is asked once, says on the line when anything could be read, and may sleep until then.
// As long as it says nothing, the next fetch from the same place has the answer of the last one, so a consumer that polls an empty log asks once.
// Source: what a fetch waits for is DelayedFetch and KafkaApis.handleFetchRequest of Kafka 4.3.
import { standingOf } from '../../schema/broker-line.ts'
import type { ToEdge } from '../../schema/broker-line.ts'
import type { FetchRequest, FetchResponse } from '../../schema/kafka/requests/fetch.ts'
import type { BrokerLine } from './broker-line.ts'
import { HeldAnswer } from './held-answer.ts'

type AskOnce = (request: FetchRequest) => Promise<FetchResponse>

export class LongPolls {
  readonly #held: HeldAnswer<FetchResponse>
  #goOn: ((mayHaveMore: boolean) => void) | null = null

  constructor(line: BrokerLine) {
    this.#held = new HeldAnswer(line, 'poll')
  }

  /** The answer once it holds what the request asks for, or when its time is over. A connection has one such request at a time. */
  async read(request: FetchRequest, askOnce: AskOnce): Promise<FetchResponse> {
    const asked = { ...request, maxWaitMs: 0 }
    const key = JSON.stringify(asked)
    const endMs = Date.now() + (request.maxWaitMs ?? 0)
    for (;;) {
      const held = this.#held.of(key)
      const response = held ?? (await askOnce(asked))
      const leftMs = endMs - Date.now()
      if (leftMs <= 0 || isEnough(request, response)) return response
      if (held === null)
        this.#held.watch(key, response, { of: 'poll', asked: { api: 'Fetch', request: asked }, told: standingOf(response) })
      if (!(await this.#news(leftMs))) return response
    }
  }

  onNews(news: ToEdge): void {
    this.#held.onNews(news)
    if (news.type === 'changed' && news.of === 'poll') this.#goOn?.(true)
  }

  /** What was known may be no longer so. */
  lookAgain(): void {
    this.#held.forget()
    this.#goOn?.(true)
  }

  /** Nobody waits for an answer any more. */
  end(): void {
    this.#held.forget()
    this.#goOn?.(false)
  }

  /** False when the time is over first. */
  async #news(timeoutMs: number): Promise<boolean> {
    let timer: ReturnType<typeof setTimeout> | null = null
    try {
      return await new Promise<boolean>((resolve) => {
        this.#goOn = resolve
        timer = setTimeout(() => resolve(false), timeoutMs)
      })
    } finally {
      this.#goOn = null
      clearTimeout(timer)
    }
  }
}

/** Who must look for another leader, or cut its own log first, gains nothing by waiting, nor does who reads nothing. */
function isEnough({ minBytes = 1, maxBytes }: FetchRequest, { responses }: FetchResponse): boolean {
  let readBytes = 0
  for (const { partitions } of responses) {
    for (const { error, divergingEpoch, records } of partitions) {
      if (error !== 'NONE' || divergingEpoch !== undefined) return true
      readBytes += records.length
    }
  }
  return readBytes >= Math.min(minBytes, maxBytes) || responses.length === 0
}
