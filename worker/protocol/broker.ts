// The broker of a connection, as the APIs of the protocol ask it. Most requests go to the object at once; a fetch that finds nothing, a heartbeat
// that changes nothing and a look at a cluster that stays as it is are answered here while it sleeps. What no broker has answered is not answered here either: the client hears nothing, as it
// does when a broker stands still or the network is cut, until it can reach the broker again; then its connection ends, and it connects anew.
import type { ToEdge } from '../../schema/broker-line.ts'
import type { KafkaApi, KafkaApis, KafkaRequest } from '../../schema/kafka/requests/apis.ts'
import { forgetChanged } from '../kafka/topic-memory.ts'
import type { BrokerLine, LineListener } from './broker-line.ts'
import { UnanswerableRequestError } from './connection-error.ts'
import { HeldBeats } from './held-beats.ts'
import { HeldLooks } from './held-looks.ts'
import { LongPolls } from './long-polls.ts'
import { UnheardError } from './wire-api.ts'
import type { WireClient } from './wire-client.ts'

/** For whom something is asked. */
export type Asker = {
  readonly clientId: string
  /** The client has used more than its quota, and has to wait so long. */
  readonly onThrottled: (throttleTimeMs: number) => void
}

export class Broker implements LineListener {
  readonly #client: WireClient
  readonly #line: BrokerLine
  readonly #polls: LongPolls
  readonly #beats: HeldBeats
  readonly #looks: HeldLooks
  readonly #unheard = new Set<() => void>()
  #isOver = false

  constructor(client: WireClient) {
    this.#client = client
    this.#line = client.line
    this.#polls = new LongPolls(client.line)
    this.#beats = new HeldBeats(client.line)
    this.#looks = new HeldLooks(client.line)
    client.line.listen(this)
  }

  /** Rejects with UnheardError when there is no answer, and with UnanswerableRequestError when there is no sandbox for this client any more. */
  ask<Api extends KafkaApi>(api: Api, request: KafkaApis[Api]['request'], asker: Asker): Promise<KafkaApis[Api]['response']> {
    // A request of one API is a member of the union of them all.
    return this.#ask({ api, request } as KafkaRequest, asker)
  }

  onNews(news: ToEdge): void {
    if (news.type === 'reachable') this.#endUnheard()
    if (news.type === 'rules') this.#client.rights.forget()
    this.#polls.onNews(news)
    this.#beats.onNews(news)
    this.#looks.onNews(news)
  }

  onReset(): void {
    this.#client.rights.forget()
    this.#polls.lookAgain()
    this.#beats.forget()
    this.#looks.forget()
    this.#endUnheard()
  }

  onEnd(): void {
    this.#isOver = true
    this.#polls.end()
    this.#beats.end()
    this.#endUnheard()
  }

  async #ask(asked: KafkaRequest, asker: Asker): Promise<KafkaApis[KafkaApi]['response']> {
    switch (asked.api) {
      case 'Fetch':
        return this.#polls.read(asked.request, (request) => this.#send('Fetch', request, asker))
      case 'Heartbeat':
      case 'ConsumerGroupHeartbeat':
        return this.#beats.beat(asked, () => this.#send(asked.api, asked.request, asker))
      case 'Metadata':
        return this.#looks.look(asked.request, () => this.#send(asked.api, asked.request, asker))
      default:
        return this.#send(asked.api, asked.request, asker)
    }
  }

  async #send<Api extends KafkaApi>(
    api: Api,
    request: KafkaApis[Api]['request'],
    { clientId, onThrottled }: Asker,
  ): Promise<KafkaApis[Api]['response']> {
    const { sandbox, caller, brokerId, principal } = this.#client
    const outcome = await sandbox.kafka({ ...caller, clientId }, { api, request }, brokerId)
    if (!outcome.ok) throw new UnanswerableRequestError(outcome.message)
    const { response, isUnheard, throttleTimeMs, sequence } = outcome.value
    // What this instance of the Worker remembers of topics for HTTP is as old as the change from now on.
    if (sequence !== null) forgetChanged(principal.sandboxId, { api, request } as KafkaRequest)
    if (throttleTimeMs !== undefined) onThrottled(throttleTimeMs)
    if (isUnheard !== true) return response
    await this.#untilReachable()
    throw new UnheardError(`broker ${brokerId} has not answered`)
  }

  async #untilReachable(): Promise<void> {
    if (this.#isOver) return
    await new Promise<void>((resolve) => {
      this.#unheard.add(resolve)
      this.#line.say({ type: 'unheard' })
    })
  }

  #endUnheard(): void {
    for (const resolve of this.#unheard) resolve()
    this.#unheard.clear()
  }
}
