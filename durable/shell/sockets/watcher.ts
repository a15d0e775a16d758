// A client that watches what happens in the cluster: every event from where it asked, first out of the journal and then as they come. It is
// sent only so much that it has not said it has seen, so a client that never reads costs a bounded amount of memory.
import { kafkaError } from '../../../schema/kafka/errors.ts'
import type { KafkaErrorName } from '../../../schema/kafka/errors.ts'
import { MAX_EVENTS_PER_PAGE, MAX_UNCONFIRMED_BYTES } from '../../../schema/limits.ts'
import type { Home } from '../home.ts'
import { eventFrame } from './event-frame.ts'
import type { EventFrame } from './event-frame.ts'
import type { Frame } from './frame.ts'
import type { FreshEvents } from './fresh-events.ts'
import { remember } from './session.ts'
import type { JsonSession, Watch } from './session.ts'
import { say } from './say.ts'

export class Watcher {
  readonly #socket: WebSocket
  readonly #session: JsonSession
  readonly #home: Home

  constructor(socket: WebSocket, session: JsonSession, home: Home) {
    this.#socket = socket
    this.#session = session
    this.#home = home
  }

  /** Something happened. */
  onCommit(fresh: FreshEvents): void {
    if (this.#session.watch !== null) this.#deliver(this.#session.watch, fresh)
  }

  async onFrame({ id, type, members }: Frame): Promise<void> {
    if (type === 'watch') this.#watch(id, members.get('from') ?? 'now')
    else if (this.#session.watch === null) this.#refuse(id, 'INVALID_REQUEST', 'This socket does not watch.')
    else if (type === 'seen') this.#seen(this.#session.watch, id, members.get('sequence'))
    else this.#unwatch(this.#session.watch, id)
    // Whoever watches is told of retention and the like at their time, and for that the object has to be woken.
    await this.#home.settleAlarm()
  }

  #watch(id: Frame['id'], from: unknown): void {
    const { recordSequence } = this.#home.runtime.cluster
    if (!this.#session.mayRead) return this.#refuse(id, 'CLUSTER_AUTHORIZATION_FAILED', 'The key does not have the scope observe.')
    if (this.#session.watch !== null) return this.#refuse(id, 'INVALID_REQUEST', 'This socket watches already.')
    const nextSequence = from === 'now' ? recordSequence + 1 : from
    if (typeof nextSequence !== 'number' || !Number.isSafeInteger(nextSequence) || nextSequence < 1) {
      return this.#refuse(id, 'INVALID_REQUEST', 'from is now, or the sequence of an event.')
    }
    if (nextSequence > recordSequence + 1) {
      return this.#refuse(id, 'OFFSET_OUT_OF_RANGE', `There is no event ${nextSequence} yet: the last one is ${recordSequence}.`)
    }
    const firstKept = this.#home.journal.firstKeptSequence() ?? recordSequence + 1
    if (nextSequence < firstKept) return this.#refuseGone(id, nextSequence, firstKept)
    const watch = { nextSequence, seenSequence: nextSequence - 1, unconfirmedBytes: 0, isLagging: false }
    this.#session.watch = watch
    this.#send({ type: 'watching', id, sequence: nextSequence - 1 })
    this.#deliver(watch, null)
  }

  /** Whoever says so has read what came before; until then only so much is sent. */
  #seen(watch: Watch, id: Frame['id'], sequence: unknown): void {
    if (typeof sequence !== 'number' || !Number.isSafeInteger(sequence) || sequence < 0 || sequence >= watch.nextSequence) {
      return this.#refuse(id, 'INVALID_REQUEST', 'sequence is that of the last event that was seen.')
    }
    if (sequence > watch.seenSequence) Object.assign(watch, { seenSequence: sequence, unconfirmedBytes: 0, isLagging: false })
    this.#deliver(watch, null)
  }

  #unwatch({ nextSequence }: Watch, id: Frame['id']): void {
    this.#session.watch = null
    remember(this.#socket, this.#session)
    this.#send({ type: 'unwatched', id, sequence: nextSequence - 1 })
  }

  /** Sends what there is, as far as it may. */
  #deliver(watch: Watch, fresh: FreshEvents | null): void {
    while (!watch.isLagging) {
      const frames = fresh?.from(watch.nextSequence) ?? this.#history(watch.nextSequence)
      const [first] = frames
      if (first === undefined) break
      if (first.sequence > watch.nextSequence) {
        this.#session.watch = null
        this.#refuseGone(null, watch.nextSequence, first.sequence)
        break
      }
      for (const frame of frames) if (!this.#sendEvent(watch, frame)) break
    }
    remember(this.#socket, this.#session)
  }

  #history(sequence: number): EventFrame[] {
    return this.#home.journal.eventsFrom(sequence, MAX_EVENTS_PER_PAGE).map(eventFrame)
  }

  /** False when too much is on its way unseen: the client hears that once, and goes on with `seen`. */
  #sendEvent(watch: Watch, { sequence, topic, text }: EventFrame): boolean {
    if (watch.unconfirmedBytes >= MAX_UNCONFIRMED_BYTES) {
      watch.isLagging = true
      this.#send({ type: 'lagging', sequence: sequence - 1 })
      return false
    }
    watch.nextSequence = sequence + 1
    // What is about other topics than those of the key is not for its eyes.
    if (topic !== null && !topic.startsWith(this.#session.topicPrefix)) return true
    watch.unconfirmedBytes += text.length
    say(this.#socket, text)
    return true
  }

  #send(frame: Readonly<Record<string, unknown>>): void {
    say(this.#socket, JSON.stringify(frame))
  }

  #refuse(id: Frame['id'], code: KafkaErrorName, detail: string, more: Readonly<Record<string, unknown>> = {}): void {
    this.#send({ type: 'error', id, code, detail, retriable: kafkaError(code).retriable, ...more })
  }

  #refuseGone(id: Frame['id'], wanted: number, firstKept: number): void {
    const detail = `Event ${wanted} is not kept any more: events are kept from ${firstKept} on.`
    this.#refuse(id, 'OFFSET_OUT_OF_RANGE', detail, { first_kept_sequence: firstKept })
  }
}
