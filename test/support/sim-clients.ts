// Clients of the simulator without its engine: whoever tests them gives the answers.
import type { KafkaApi, KafkaApis, RequestOf } from '../../schema/kafka/requests/apis.ts'
import { ClientHistory } from '../../durable/sim/anomalies/client-history.ts'
import { Audit } from '../../durable/sim/audit.ts'
import { Chance } from '../../durable/sim/chance.ts'
import { ClientContext } from '../../durable/sim/clients/client-context.ts'
import { History } from '../../durable/sim/history.ts'
import { World } from '../../durable/sim/world.ts'
import type { TopicView } from '../../durable/engine/cluster.ts'
import { present } from '../../durable/engine/assert.ts'

/** Null: nobody answers. */
export type Answers = { readonly [Api in KafkaApi]?: (request: KafkaApis[Api]['request']) => KafkaApis[Api]['response'] | null }

export class AnsweredClients extends ClientContext {
  readonly asked: string[] = []
  readonly #answers: Answers

  constructor(answers: Answers, seed = 1) {
    const audit = new Audit(new History({ eligibleLeaderReplicas: true, truncationByLeaderEpoch: true }))
    const brokers = [{ brokerId: 1, rack: null }]
    const world = new World({ clusterId: 'simulated', seed, brokers, brokerConfigs: [], nowMs: 1_700_000_000_000 }, audit, [])
    super(world, audit, new Chance(seed), new ClientHistory())
    this.#answers = answers
  }

  /** A real topic of three partitions, whoever answers for them. */
  makeTopic(name: string): TopicView {
    const topic = { name, numPartitions: 3, replicationFactor: 1, assignments: [], configs: [] }
    this.world.request(this.world.nextRequestId(), null, { api: 'CreateTopics', request: { topics: [topic], validateOnly: false } })
    return present(this.world.cluster.topics.get(name), 'the topic')
  }

  override ask<Api extends KafkaApi>(
    { api, request }: RequestOf<Api>,
    _envelope: unknown,
    hear: (response: KafkaApis[Api]['response']) => void,
  ): void {
    this.asked.push(api)
    const response = this.#answers[api]?.(request) ?? null
    if (response !== null) hear(response)
  }
}
