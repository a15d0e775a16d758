// A consumer whose brokers are the test: it shows what it sends and hears what the test answers.
import { checkConsumerConfigs } from '../../durable/engine/consumer/consumer-config.ts'
import { newConsumer } from '../../durable/engine/consumer/consumer.ts'
import type { Callback, Consumer, ConsumerAnswer, ConsumerApi, ConsumerRequest } from '../../durable/engine/consumer/consumer.ts'
import { heard } from '../../durable/engine/consumer/heard.ts'
import { nextRequests } from '../../durable/engine/consumer/next-requests.ts'
import { callbacksDone, poll } from '../../durable/engine/consumer/poll.ts'
import type { Polled } from '../../durable/engine/consumer/poll.ts'
import { seek, subscribe } from '../../durable/engine/consumer/user-calls.ts'
import { encodeConsumerProtocolAssignment } from '../../schema/kafka/consumer-protocol.ts'
import type { KafkaErrorName } from '../../schema/kafka/errors.ts'
import type { KafkaApis } from '../../schema/kafka/requests/apis.ts'

export const TOPIC_ID = 'topic-id-of-t'

export class ScriptedConsumer {
  state: Consumer
  nowMs = 1_000_000
  #open: ConsumerRequest[] = []

  constructor(configs: Readonly<Record<string, string>> = {}) {
    const checked = checkConsumerConfigs(new Map(Object.entries({ 'group.id': 'g', ...configs })))
    if (!checked.ok) throw new Error(checked.message)
    this.state = newConsumer(checked.settings, { memberUuid: 'uuid', clientHost: '/127.0.0.1' }, this.nowMs)
  }

  /** Subscribes to t, which has so many partitions, and finds the coordinator, which is broker 1. */
  subscribe(partitionCount = 2): void {
    const called = subscribe(this.state, { kind: 'topics', topics: ['t'] }, this.nowMs)
    if (!called.ok) throw new Error(called.message)
    this.state = called.state
    this.learn(partitionCount)
    this.poll()
    const found = { key: 'g', error: 'NONE', errorMessage: null, nodeId: 1, host: '', port: 1 } as const
    this.answer('FindCoordinator', { coordinators: [found] })
  }

  learn(partitionCount: number): void {
    const partitions = Array.from({ length: partitionCount }, (_, partitionIndex) => {
      const facts = { error: 'NONE', leaderId: 2, leaderEpoch: 0, replicaNodes: [2], isrNodes: [2], offlineReplicas: [] } as const
      return { ...facts, partitionIndex }
    })
    const topics = [{ error: 'NONE', name: 't', topicId: TOPIC_ID, isInternal: false, partitions } as const]
    const clock = { offsetMs: 0, isFrozen: false } as unknown as KafkaApis['Metadata']['response']['clock']
    this.answer('Metadata', { clusterId: '', clock, controllerId: 1, brokers: [], topics })
  }

  /** What it sends now, by its api. */
  send(): ConsumerApi[] {
    const { state, requests } = nextRequests(this.state, this.nowMs)
    this.state = state
    this.#open.push(...requests)
    return requests.map(({ api }) => api)
  }

  /** The newest request of that api. */
  sent<Api extends ConsumerApi>(api: Api): KafkaApis[Api]['request'] {
    this.send()
    const found = this.#open.findLast((request) => request.api === api)
    if (found === undefined) throw new Error(`no ${api} was sent`)
    return found.request as KafkaApis[Api]['request']
  }

  answer<Api extends ConsumerApi>(api: Api, response: KafkaApis[Api]['response'] | null): void {
    this.send()
    const request = this.#open.find((one) => one.api === api)
    if (request === undefined) throw new Error(`no ${api} waits for an answer`)
    this.#open = this.#open.filter((one) => one !== request)
    const answer = response === null ? null : ({ api, response } as unknown as ConsumerAnswer)
    this.state = heard(this.state, request.requestId, answer, this.nowMs)
  }

  poll(): Polled {
    const polled = poll(this.state, this.nowMs)
    this.state = polled.state
    return polled
  }

  /** The callbacks of the next poll, and they have run. */
  runCallbacks(): Callback[] {
    const { callbacks } = this.poll()
    this.state = callbacksDone(this.state)
    return [...callbacks]
  }

  /** JoinGroup is answered to a follower, and SyncGroup with these partitions of t. */
  join(memberId: string, generationId: number, partitions: readonly number[], protocolName = 'range'): void {
    const shared = { error: 'NONE', protocolType: 'consumer', protocolName, skipAssignment: false, members: [] } as const
    this.answer('JoinGroup', { ...shared, generationId, leader: 'another', memberId })
    this.sync(partitions, protocolName)
  }

  sync(partitions: readonly number[], protocolName = 'range'): void {
    const assignedPartitions = partitions.map((partitionIndex) => ({ topic: 't', partitionIndex }))
    const assignment = encodeConsumerProtocolAssignment({ assignedPartitions, userData: null })
    this.answer('SyncGroup', { error: 'NONE', protocolType: 'consumer', protocolName, assignment })
  }

  beat(error: KafkaErrorName): void {
    this.nowMs += this.state.settings.heartbeatIntervalMs
    this.answer('Heartbeat', { error })
  }

  /** Of t, at these offsets. */
  answerOffsets(offset: number): void {
    const topics = this.sent('OffsetFetch').topics ?? []
    this.answer('OffsetFetch', {
      error: 'NONE',
      topics: topics.map(({ name, partitionIndexes }) => ({
        name,
        topicId: '',
        partitions: partitionIndexes.map((partitionIndex) => {
          return { partitionIndex, error: 'NONE', committedOffset: offset, committedLeaderEpoch: -1, metadata: '' }
        }),
      })),
    })
  }

  /** As if it had read on to this offset of each of its partitions. */
  readTo(offset: number): void {
    for (const partition of this.state.partitions) {
      const moved = seek(this.state, partition, offset)
      if (!moved.ok) throw new Error(moved.message)
      this.state = moved.state
    }
  }

  answerCommit(error: KafkaErrorName): void {
    const { topics } = this.sent('OffsetCommit')
    this.answer('OffsetCommit', {
      topics: topics.map(({ name, partitions }) => ({
        name,
        partitions: partitions.map(({ partitionIndex }) => ({ partitionIndex, error })),
      })),
    })
  }
}

export function partitionsOf(...indexes: readonly number[]): { topic: string; partitionIndex: number }[] {
  return indexes.map((partitionIndex) => ({ topic: 't', partitionIndex }))
}
