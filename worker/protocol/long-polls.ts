// Fetches that find nothing, held at the edge: the object is asked once, says on the line when anything could be read, and may sleep until then.
// As long as it says nothing, the next fetch from the same place has the answer of the last one, so a consumer that polls an empty log asks once.
// Source: what a fetch waits for is DelayedFetch and KafkaApis.handleFetchRequest of Kafka 4.3.
import { standingOf } from '../../schema/broker-line.ts'
import type { ToEdge } from '../../schema/broker-line.ts'
import type { FetchRequest, FetchResponse } from '../../schema/kafka/requests/fetch.ts'
import type { BrokerLine } from './broker-line.ts'

/** What the last fetch that waited was answered. */
type Standing = {
  readonly watch: number
  readonly key: string
  readonly response: FetchResponse
  /** The object has said that the next one would be answered in the same way. */
  isStill: boolean
}

type AskOnce = (request: FetchRequest) => Promise<FetchResponse>

export class LongPolls {
  readonly #line: BrokerLine
  #watches = 0
  #standing: Standing | null = null
  #goOn: ((mayHaveMore: boolean) => void) | null = null

  constructor(line: BrokerLine) {
    this.#line = line
  }

  /** The answer once it holds what the request asks for, or when its time is over. A connection has one such request at a time. */
  async read(request: FetchRequest, askOnce: AskOnce): Promise<FetchResponse> {
    const key = keyOf(request)
    const endMs = Date.now() + (request.maxWaitMs ?? 0)
    for (;;) {
      const known = this.#known(key)
      const response = known ?? (await askOnce({ ...request, maxWaitMs: 0 }))
      const leftMs = endMs - Date.now()
      if (leftMs <= 0 || isEnough(request, response)) return response
      if (known === null) this.#watch(request, key, response)
      if (!(await this.#news(leftMs))) return response
    }
  }

  onNews(news: ToEdge): void {
    if (news.type === 'more') this.lookAgain()
    else if (news.type === 'still' && news.watch === this.#standing?.watch) this.#standing.isStill = true
  }

  /** What was known may be no longer so. */
  lookAgain(): void {
    this.#standing = null
    this.#goOn?.(true)
  }

  /** Nobody waits for an answer any more. */
  end(): void {
    this.#standing = null
    this.#goOn?.(false)
  }

  #known(key: string): FetchResponse | null {
    const standing = this.#standing
    return standing?.isStill === true && standing.key === key ? standing.response : null
  }

  #watch(request: FetchRequest, key: string, response: FetchResponse): void {
    const watch = ++this.#watches
    this.#standing = { watch, key, response, isStill: false }
    this.#line.say({ type: 'read', watch, request, told: standingOf(response) })
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

/** How long it waits is nothing to the answer. */
function keyOf(request: FetchRequest): string {
  return JSON.stringify({ ...request, maxWaitMs: 0 })
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
