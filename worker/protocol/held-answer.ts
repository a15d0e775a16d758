// An answer that the object has promised to be the same until it says otherwise. Of each kind a connection holds the last one.
import type { ToEdge, Watched, WatchKind } from '../../schema/broker-line.ts'
import type { BrokerLine } from './broker-line.ts'

type Held<Response> = { readonly watch: number; readonly key: string; readonly response: Response; isPromised: boolean }

export class HeldAnswer<Response> {
  readonly #line: BrokerLine
  readonly #kind: WatchKind
  #watches = 0
  #held: Held<Response> | null = null

  constructor(line: BrokerLine, kind: WatchKind) {
    this.#line = line
    this.#kind = kind
  }

  /** Null when the object has to be asked. `key` stands for the request. */
  of(key: string): Response | null {
    return this.#held?.isPromised === true && this.#held.key === key ? this.#held.response : null
  }

  get isPromised(): boolean {
    return this.#held?.isPromised === true
  }

  /** Asks the object to say when this is no longer so. */
  watch(key: string, response: Response, watched: Watched): void {
    const watch = ++this.#watches
    this.#held = { watch, key, response, isPromised: false }
    this.#line.say({ type: 'watch', watch, ...watched })
  }

  forget(): void {
    this.#held = null
  }

  /** Whether the object has promised it just now. */
  onNews(news: ToEdge): boolean {
    if (!('of' in news) || news.of !== this.#kind) return false
    if (news.type === 'changed') this.#held = null
    if (news.type !== 'held' || this.#held?.watch !== news.watch) return false
    this.#held.isPromised = true
    return true
  }
}
