// Heartbeats that say and are told the same as before, answered at the edge. The object vouches for the member meanwhile: its session lasts until
// the edge says that the client has fallen silent, so neither of the two has to be awake. The first heartbeat after anything has changed reaches
// the object again, and so does one in each term that it vouches for.
import type { Heartbeat, ToEdge } from '../../schema/broker-line.ts'
import type { KafkaApis } from '../../schema/kafka/requests/apis.ts'
import { VOUCH_MS } from '../../schema/protocol-limits.ts'
import type { BrokerLine } from './broker-line.ts'
import { HeldAnswer } from './held-answer.ts'

type BeatResponse = KafkaApis[Heartbeat['api']]['response']

/** heartbeat.interval.ms is to be at most a third of the session timeout: who is silent for longer is not counted on. */
const BEATS_PER_SESSION = 3
/** The rest of a term is for the heartbeat that begins the next one. */
const USED_TERM_MS = 0.8 * VOUCH_MS

export class HeldBeats {
  readonly #line: BrokerLine
  readonly #held: HeldAnswer<BeatResponse>
  /** When the client's last heartbeat came. */
  #lastMs = 0
  #termEndsMs = 0
  #silence: ReturnType<typeof setTimeout> | null = null

  constructor(line: BrokerLine) {
    this.#line = line
    this.#held = new HeldAnswer(line, 'beat')
  }

  /** The answer to a heartbeat. `send` takes it to the object. */
  async beat(beat: Heartbeat, send: () => Promise<BeatResponse>): Promise<BeatResponse> {
    const key = JSON.stringify(beat)
    const held = Date.now() < this.#termEndsMs ? this.#held.of(key) : null
    this.#lastMs = Date.now()
    if (held !== null) return held
    const response = await send()
    if (response.error === 'NONE') this.#held.watch(key, response, { of: 'beat', asked: beat, told: JSON.stringify(response) })
    else this.end()
    return response
  }

  onNews(news: ToEdge): void {
    const isPromised = this.#held.onNews(news)
    if (!isPromised || news.type !== 'held' || news.of !== 'beat') return
    this.#termEndsMs = Date.now() + USED_TERM_MS
    this.#listenFor(news.sessionTimeoutMs / BEATS_PER_SESSION)
  }

  /** The object vouches for nobody any more. */
  forget(): void {
    this.#held.forget()
  }

  /** The client beats no more, or not here. */
  end(): void {
    if (this.#silence !== null) clearTimeout(this.#silence)
    if (this.#held.isPromised) this.#line.say({ type: 'silent', agoMs: Date.now() - this.#lastMs })
    this.#held.forget()
  }

  /** One timer that looks when the last heartbeat was: it need not be set anew with each of them. */
  #listenFor(silentAfterMs: number, timeoutMs = silentAfterMs): void {
    if (this.#silence !== null) clearTimeout(this.#silence)
    this.#silence = setTimeout(() => {
      const leftMs = this.#lastMs + silentAfterMs - Date.now()
      if (leftMs <= 0) this.end()
      else if (this.#held.isPromised) this.#listenFor(silentAfterMs, leftMs)
    }, timeoutMs)
  }
}
