// A history of clients in few words, for the tests of the anomaly checks: each line is one operation from its beginning to its end.
import { ClientHistory } from '../../durable/sim/anomalies/client-history.ts'
import type { ClientPartition, PolledRecord, RunningOperation } from '../../durable/sim/anomalies/client-history.ts'
import { partitionKey } from '../../durable/sim/anomalies/client-history.ts'
import type { Excuse } from '../../durable/sim/anomalies/excuse.ts'
import { NO_EXCUSE } from '../../durable/sim/anomalies/excuse.ts'
import { findAnomalies } from '../../durable/sim/anomalies/find-anomalies.ts'
import type { Finding } from '../../durable/sim/anomalies/finding.ts'
import type { IsolationLevel } from '../../schema/kafka/requests/fetch.ts'

export const A: ClientPartition = { topic: 'a', topicId: 'id-of-a', partitionIndex: 0 }
export const B: ClientPartition = { topic: 'b', topicId: 'id-of-b', partitionIndex: 0 }

/** The offset of the first value, or what the producer was told instead. */
export type Told = number | 'refused' | 'unknown' | 'without an offset'
export type TransactionStep = (running: RunningOperation) => void

export function send(partition: ClientPartition, values: string, told: Told): TransactionStep {
  return (running) => {
    const sent = running.send(partition, values.split(' '))
    if (typeof told === 'number') sent.acknowledge(told)
    if (told === 'without an offset') sent.acknowledge(null)
    if (told === 'refused') sent.refuse()
  }
}

type Range = readonly [fromOffset: number, untilOffset: number]

export function poll(
  partition: ClientPartition,
  [fromOffset, untilOffset]: Range,
  shown: Readonly<Record<number, string>> | readonly PolledRecord[],
  isolationLevel: IsolationLevel = 'read_committed',
): TransactionStep {
  const records = Array.isArray(shown)
    ? (shown as PolledRecord[])
    : Object.entries(shown).map(([offset, value]) => [Number(offset), value] as const)
  return (running) => running.poll({ partition, isolationLevel, fromOffset, untilOffset, records })
}

export function move(partition: ClientPartition, offset: number | null): TransactionStep {
  return (running) => running.move(partition, offset)
}

export class ClientStory {
  readonly history = new ClientHistory()
  readonly #excuses = new Map<string, Excuse>()

  excuse(partition: ClientPartition, excuse: Partial<Excuse>): this {
    this.#excuses.set(partitionKey(partition), { ...NO_EXCUSE, ...excuse })
    return this
  }

  sends(process: string, partition: ClientPartition, values: string, told: Told): this {
    return this.#whole(this.history.beginOperation({ process, producer: 'idempotent' }), [send(partition, values, told)])
  }

  sendsPlainly(process: string, partition: ClientPartition, values: string, told: Told, acks: -1 | 0 | 1 = -1): this {
    return this.#whole(this.history.beginOperation({ process, producer: 'plain', acks }), [send(partition, values, told)])
  }

  polls(process: string, ...steps: TransactionStep[]): this {
    return this.#whole(this.history.beginOperation({ process, producer: null }), steps)
  }

  transaction(process: string, end: 'committed' | 'aborted' | 'unknown', ...steps: TransactionStep[]): this {
    const running = this.history.beginOperation({ process, producer: 'transactional' })
    for (const step of steps) step(running)
    if (end !== 'aborted') running.askToCommit()
    running.end(end)
    return this
  }

  /** The last look at a partition, from offset 0 to its end. */
  atTheEnd(partition: ClientPartition, endOffset: number, shown: Readonly<Record<number, string>>): this {
    const running = this.history.beginOperation({ process: 'final', producer: null, isFinal: true })
    return this.#whole(running, [move(partition, 0), poll(partition, [0, endOffset], shown)])
  }

  get findings(): Finding[] {
    return findAnomalies(this.history.operations, this.#excuses)
  }

  /** Each as `anomaly: sentence`. */
  get told(): string[] {
    return this.findings.map(({ anomaly, sentence }) => `${anomaly}: ${sentence}`)
  }

  /** Those of one anomaly. */
  about(anomaly: Finding['anomaly']): string[] {
    return this.findings.filter((finding) => finding.anomaly === anomaly).map(({ sentence }) => sentence)
  }

  #whole(running: RunningOperation, steps: readonly TransactionStep[]): this {
    for (const step of steps) step(running)
    running.end()
    return this
  }
}
