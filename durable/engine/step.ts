// What deciding builds: records, bytes to store, and drafts of the counters it draws from. The cluster itself stays untouched until the
// records are applied.
import { MAX_EXTENTS } from '../../schema/limits.ts'
import type { KafkaApi, KafkaApis } from '../../schema/kafka/requests/apis.ts'
import { assert } from './assert.ts'
import type { ClusterView } from './cluster.ts'
import type { ActionDecision, ActionOutcome, BatchWrite, Changes, Decision } from './decision.ts'
import type { HeardMember } from './group/sessions.ts'
import type { LogReader } from './log/log-reader.ts'
import { Random } from './random.ts'
import type { ClusterRecord } from './record.ts'
import { KAFKA_RULES } from './rules.ts'
import type { Rules } from './rules.ts'
import type { Waiting } from './purgatory/waiting.ts'

export class Step {
  readonly cluster: ClusterView
  readonly nowMs: number
  readonly reader: LogReader
  readonly rules: Rules
  readonly records: ClusterRecord[] = []
  readonly #writes: BatchWrite[] = []
  readonly #heard: HeardMember[] = []
  #random: Random | null = null
  #nextExtentId: number
  #writtenBytes = 0
  #newProducers = 0
  #newTopics = 0
  #newPartitions = 0
  #newGroupConfigs = 0

  constructor(cluster: ClusterView, nowMs: number, reader: LogReader, rules: Rules = KAFKA_RULES) {
    this.cluster = cluster
    this.nowMs = nowMs
    this.reader = reader
    this.rules = rules
    this.#nextExtentId = cluster.nextExtentId
  }

  get random(): Random {
    this.#random ??= new Random(this.cluster.random)
    return this.#random
  }

  /** As a function to hand on, made only when somebody wants it: most steps need no extent. */
  get nextExtentId(): () => number {
    return () => {
      assert(this.#nextExtentId < MAX_EXTENTS, 'the key space has room for another extent')
      return this.#nextExtentId++
    }
  }

  /** Bytes that this step stores so far. */
  get writtenBytes(): number {
    return this.#writtenBytes
  }

  /** Producers that this step makes known to a log so far. */
  get newProducers(): number {
    return this.#newProducers
  }

  noteNewProducer(): void {
    this.#newProducers++
  }

  /** Topics and partitions that this step makes so far. */
  get newTopics(): number {
    return this.#newTopics
  }

  get newPartitions(): number {
    return this.#newPartitions
  }

  /** Groups for which this step sets configs and which had none. */
  get newGroupConfigs(): number {
    return this.#newGroupConfigs
  }

  noteNewGroupConfigs(): void {
    this.#newGroupConfigs++
  }

  noteNewTopic(): void {
    this.#newTopics++
  }

  noteNewPartitions(count: number): void {
    this.#newPartitions += count
  }

  write(batch: BatchWrite): void {
    this.#writes.push(batch)
    this.#writtenBytes += batch.bytes.length
  }

  /** A member of a group gave a sign of life. */
  hear(groupId: string, memberId: string, sign: HeardMember['sign'] = 'request'): void {
    this.#heard.push({ groupId, memberId, sign })
  }

  /** Where the random numbers stand, if any were drawn. */
  get drawn(): ClusterRecord[] {
    return this.#random === null ? [] : [{ kind: 'random.moved', random: this.#random.state }]
  }

  /** Everything decided so far, with where the counters stand afterwards. */
  changes(): Changes {
    const counters = this.drawn
    if (this.#nextExtentId !== this.cluster.nextExtentId) counters.push({ kind: 'extentId.moved', nextExtentId: this.#nextExtentId })
    const records = counters.length === 0 ? this.records : [...this.records, ...counters]
    return this.#heard.length === 0 ? { records, writes: this.#writes } : { records, writes: this.#writes, heard: this.#heard }
  }

  decision<Api extends KafkaApi>(response: KafkaApis[Api]['response'], waiting: Waiting | null = null): Decision<Api> {
    return { ...this.changes(), response, waiting }
  }

  outcome(outcome: ActionOutcome): ActionDecision {
    return { ...this.changes(), outcome }
  }
}
