// What the clients of a simulation share: the cluster they talk to, the chance that they draw from, and the history that is written about them.
import { RecordBatchBuilder } from '../../../schema/kafka/batch-builder.ts'
import type { BatchOptions } from '../../../schema/kafka/batch-builder.ts'
import { checkBatch } from '../../../schema/kafka/check-batch.ts'
import type { PartitionProduceData } from '../../../schema/kafka/requests/produce.ts'
import type { KafkaApi, KafkaApis, KafkaRequest, RequestOf } from '../../../schema/kafka/requests/apis.ts'
import type { TopicView } from '../../engine/cluster.ts'
import type { ClientHistory, ClientPartition } from '../anomalies/client-history.ts'
import type { Audit, Sent } from '../audit.ts'
import type { Chance } from '../chance.ts'
import { must } from '../violation.ts'
import type { World } from '../world.ts'
import { Values } from './values.ts'

/** What a request is about, beside its answer, and where it goes. */
export type Envelope = { readonly brokerId: number | null; readonly sent?: Sent | null }

export class ClientContext {
  readonly world: World
  readonly audit: Audit
  readonly chance: Chance
  readonly clientHistory: ClientHistory
  readonly values: Values

  constructor(world: World, audit: Audit, chance: Chance, clientHistory: ClientHistory) {
    this.world = world
    this.audit = audit
    this.chance = chance
    this.clientHistory = clientHistory
    this.values = new Values(chance)
  }

  /** Calls back with the answer, which may be before this returns. */
  ask<Api extends KafkaApi>(
    { api, request }: RequestOf<Api>,
    { brokerId, sent = null }: Envelope,
    hear: (response: KafkaApis[Api]['response']) => void,
  ): void {
    const requestId = this.world.nextRequestId()
    this.audit.expect(requestId, sent, (reply) => {
      must('assertion', reply.api === api, () => `Request ${requestId}, ${api}, is answered as ${reply.api}.`)
      hear(reply.response)
    })
    this.world.request(requestId, brokerId, { api, request } as KafkaRequest)
  }

  /** Mostly whoever leads; sometimes a broker that may have led once, or never did. */
  someBroker(topic: TopicView | undefined): number | null {
    if (topic === undefined || !this.chance.isPercent(25)) return null
    return this.chance.oneOf(topic.partitions.flatMap(({ replicas }) => replicas))
  }

  batchOf(values: readonly string[], options: BatchOptions = {}): Omit<PartitionProduceData, 'index'> {
    const builder = new RecordBatchBuilder()
    for (const value of values) {
      const key = `key-${this.chance.below(4)}`
      // Whoever reads cuts off the spaces (content.ts), which are there so that batches differ in size.
      builder.append(this.world.nowMs, bytesOf(key), bytesOf(value.padEnd(this.chance.oneOf([4, 20, 60]))), [])
    }
    const records = builder.build(options)
    const checked = checkBatch(records)
    must('assertion', checked.ok, () => 'A batch of the simulator is refused by our own check.')
    return { records, facts: checked.facts }
  }
}

export function clientPartition({ name, topicId }: TopicView, partitionIndex: number): ClientPartition {
  return { topic: name, topicId, partitionIndex }
}

/** Latin letters, digits and spaces only: there is no TextEncoder here. */
function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0))
}
