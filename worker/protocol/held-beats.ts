// Heartbeats that say nothing and are told nothing, answered at the edge. The object vouches for the member meanwhile: its session lasts until the
// edge says that the client has fallen silent, so neither of the two has to be awake. The first heartbeat after anything has changed reaches the
// object again, and so does one in each term that it vouches for.
import type { Heartbeat, ToEdge } from '../../schema/broker-line.ts'
import type { KafkaApis } from '../../schema/kafka/requests/apis.ts'
import { VOUCH_MS } from '../../schema/limits.ts'
import type { BrokerLine } from './broker-line.ts'

type BeatResponse = KafkaApis[Heartbeat['api']]['response']

type Held = {
  readonly watch: number
  readonly key: string
  readonly response: BeatResponse
  /** When the client's last heartbeat came. */
  lastMs: number
  /** Null until the object vouches for the member. */
  term: { readonly untilMs: number; readonly silentAfterMs: number } | null
}

/** heartbeat.interval.ms is to be at most a third of the session timeout: who is silent for longer is not counted on. */
const BEATS_PER_SESSION = 3
/** Of a term: the rest is for the heartbeat that begins the next one. */
const USED_OF_TERM = 0.8

export class HeldBeats {
  readonly #line: BrokerLine
  #watches = 0
  #held: Held | null = null
  #silence: ReturnType<typeof setTimeout> | null = null

  constructor(line: BrokerLine) {
    this.#line = line
  }

  /** The answer to a heartbeat. `send` takes it to the object. */
  async beat(beat: Heartbeat, send: () => Promise<BeatResponse>): Promise<BeatResponse> {
    const key = JSON.stringify(beat)
    const before = this.#held
    if (before?.key === key && before.term !== null && Date.now() < before.term.untilMs) {
      before.lastMs = Date.now()
      return before.response
    }
    const response = await send()
    if (isQuiet(beat, response)) this.#hold(beat, key, response)
    else this.end()
    return response
  }

  onNews(news: ToEdge): void {
    if (news.type === 'beat') this.forget()
    else if (news.type === 'vouched' && news.watch === this.#held?.watch) {
      const silentAfterMs = news.sessionTimeoutMs / BEATS_PER_SESSION
      this.#held.term = { untilMs: Date.now() + VOUCH_MS * USED_OF_TERM, silentAfterMs }
      this.#listenFor(silentAfterMs)
    }
  }

  /** The object vouches for nobody any more. */
  forget(): void {
    this.#held = null
    if (this.#silence !== null) clearTimeout(this.#silence)
    this.#silence = null
  }

  /** The client beats no more, or not here. */
  end(): void {
    const held = this.#held
    this.forget()
    if (held !== null) this.#line.say({ type: 'silent', agoMs: Date.now() - held.lastMs })
  }

  #hold(beat: Heartbeat, key: string, response: BeatResponse): void {
    this.forget()
    const watch = ++this.#watches
    this.#held = { watch, key, response, lastMs: Date.now(), term: null }
    this.#line.say({ type: 'beat', watch, beat })
  }

  /** One timer that looks when the last heartbeat was: it need not be set anew with each of them. */
  #listenFor(timeoutMs: number): void {
    this.#silence = setTimeout(() => {
      const { lastMs, term } = this.#held ?? {}
      if (lastMs === undefined || !term) return
      const leftMs = lastMs + term.silentAfterMs - Date.now()
      if (leftMs > 0) this.#listenFor(leftMs)
      else this.end()
    }, timeoutMs)
  }
}

function isQuiet({ request }: Heartbeat, response: BeatResponse): boolean {
  if (response.error !== 'NONE') return false
  return (
    !('assignment' in response) ||
    ('memberEpoch' in request && response.assignment === null && response.memberEpoch === request.memberEpoch)
  )
}
