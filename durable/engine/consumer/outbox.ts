// What a consumer sends in one go, and the state behind it: each request that is put in is one that it waits for.
import type { KafkaApis } from '../../../schema/kafka/requests/apis.ts'
import type { Consumer, ConsumerApi, ConsumerRequest, SentRequest } from './consumer.ts'
import { generationOf, NO_GENERATION } from './membership.ts'

export type Outgoing = { [Api in ConsumerApi]: { readonly api: Api; readonly request: KafkaApis[Api]['request'] } }[ConsumerApi]

type Facts = Partial<Pick<SentRequest, 'timeoutMs' | 'commitId' | 'asked'>>

export class Outbox {
  state: Consumer
  readonly nowMs: number
  readonly requests: ConsumerRequest[] = []

  constructor(state: Consumer, nowMs: number) {
    this.state = state
    this.nowMs = nowMs
  }

  send(brokerId: number | null, outgoing: Outgoing, { timeoutMs, commitId = null, asked = [] }: Facts = {}): void {
    const { nextRequestId: requestId, settings, inFlight } = this.state
    const sent: SentRequest = {
      requestId,
      brokerId,
      api: outgoing.api,
      sentMs: this.nowMs,
      timeoutMs: timeoutMs ?? settings.requestTimeoutMs,
      commitId,
      generationId: generationOf(this.state) ?? NO_GENERATION,
      asked,
    }
    this.requests.push({ requestId, brokerId, ...outgoing })
    this.state = { ...this.state, nextRequestId: requestId + 1, inFlight: [...inFlight, sent] }
  }
}
