// The consumers that the object hosts: finding them, calling them, and writing down what they are after each call.
import { CONSUMER_CLOSE_MS, CONSUMER_COMMIT_MS, MAX_HOSTED_CONSUMERS } from '../../../schema/limits.ts'
import { kafkaError } from '../../../schema/kafka/errors.ts'
import { checkConsumerConfigs } from '../../engine/consumer/consumer-config.ts'
import { newConsumer } from '../../engine/consumer/consumer.ts'
import type { Consumer } from '../../engine/consumer/consumer.ts'
import { hostedKey, mustNoteUse } from '../../engine/hosted/hosted-consumer.ts'
import type { HostedConsumer, HostedName } from '../../engine/hosted/hosted-consumer.ts'
import type { DeepReadonly } from '../../engine/deep-readonly.ts'
import { drawUuid } from '../entropy.ts'
import type { Commit, Runtime } from '../runtime.ts'
import type { ConsumerAnswer, ConsumerCall, ConsumerRef, ConsumerSpec } from './consumer-call.ts'
import { callLive, viewOf } from './call-live.ts'
import { essenceOf, keptConsumer } from './kept-consumer.ts'
import { LiveConsumer } from './live-consumer.ts'

type Live = { readonly consumer: LiveConsumer; essence: string }

/** What the cluster sees at the other end of the connection. */
const CLIENT_HOST = '/127.0.0.1'

export class Consumers {
  readonly #runtime: Runtime
  /** Those that were used since the object was loaded. */
  readonly #live = new Map<string, Live>()

  constructor(runtime: Runtime) {
    this.#runtime = runtime
  }

  /** Something was committed: there may be more to read, and groups may have moved. */
  onCommit({ entries }: Commit): void {
    if (entries.length > 0) for (const { consumer } of this.#live.values()) if (consumer.isWaiting) consumer.wake()
  }

  async create({ configs, name: given, ...spec }: ConsumerSpec): Promise<ConsumerAnswer> {
    const checked = checkConsumerConfigs(new Map(configs))
    if (!checked.ok) return { done: false, reason: 'INVALID_CONFIG', message: checked.message }
    const name = given ?? `rest-consumer-${drawUuid()}`
    const identity = { memberUuid: drawUuid(), clientHost: CLIENT_HOST }
    const consumer = newConsumer(checked.settings, identity, this.#runtime.nowMs)
    const made = await this.#runtime.act({ kind: 'createConsumer', ...spec, name, consumer })
    if (made.done) return answerOf(spec, name, consumer)
    return { done: false, reason: made.error === 'DUPLICATE_RESOURCE' ? 'CONSUMER_EXISTS' : made.error, message: made.message }
  }
}
