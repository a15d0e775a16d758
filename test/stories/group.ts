// A consumer group over HTTP, as the steps of a story act on it and look at it: simulated applications that read in it, one that writes for it, who
// has which partitions, and how often every record was processed.
import { expect } from 'vitest'
import type { StorySandbox } from './story.ts'

export type Configs = Readonly<Record<string, string>>

/** What an application does with its consumer, as POST /apps takes it. */
export type ReaderPlan = Readonly<Record<string, unknown>>

export type GroupState = {
  readonly group_id: string
  readonly coordinator: number
  readonly state: string
  readonly generation: number
  readonly members: readonly {
    readonly member_id: string
    readonly client_id: string
    readonly group_instance_id: string | null
    readonly assignment: readonly { readonly topic: string; readonly partition_index: number }[]
  }[]
  readonly committed: readonly { readonly topic: string; readonly partition_index: number; readonly offset: number }[]
}

export type ReaderState = {
  readonly id: number
  readonly name: string
  readonly phase: string
  readonly counters: Readonly<Record<string, number>>
}

/** How many records the group has processed `once`, `again`, not yet (`waiting`) and will never (`lost`), without those that are 0. */
export type Audit = Readonly<Record<string, number>>

/** What the rebalance listener of an application heard, with the cluster's time. */
export type Heard = { readonly ms: number; readonly what: string; readonly partitions: readonly number[] }

type Callback = { readonly kind: string; readonly partitions: readonly { readonly partition_index: number }[] }
type AppEvent = {
  readonly time_ms: number
  readonly facts: { readonly app_id: number; readonly change: { readonly kind: string; readonly callbacks?: readonly Callback[] } }
}

const WRITER = 'writer'

/** A topic whose partitions are spread over the brokers. */
export async function createPartitions(kafka: StorySandbox, partitionCount: number, topic = 't'): Promise<void> {
  await kafka.v3('POST', '/topics', 201, { topic_name: topic, partitions_count: partitionCount, replication_factor: 3 })
}

/** Starts an application that writes to the partitions by turns; without a workload it writes what `write` says. */
export async function startWriter(kafka: StorySandbox, workload: Readonly<Record<string, unknown>> = { count: 0 }): Promise<void> {
  const configs = { 'linger.ms': '0', 'partitioner.class': 'org.apache.kafka.clients.producer.RoundRobinPartitioner' }
  await kafka.v1('POST', '/apps', 201, { name: WRITER, topic: 't', configs, workload: { value: '{{sequence}}', ...workload } })
}

/** Writes so many records to a partition, and waits until they are there. */
export async function write(kafka: StorySandbox, count: number, partition = 0): Promise<void> {
  const { id } = await appNamed(kafka, WRITER)
  for (let sent = 0; sent < count; sent++) await kafka.v1('POST', `/apps/${id}/records`, 200, { value: `${sent}`, partition })
  await kafka.advance(100)
}

async function appNamed(kafka: StorySandbox, name: string): Promise<ReaderState> {
  const { apps } = (await kafka.v1('GET', '/apps', 200)).json as { apps: ReaderState[] }
  const found = apps.find((app) => app.name === name)
  if (found === undefined) throw new Error(`there is an application ${name}`)
  return found
}

export class Group {
  readonly #kafka: StorySandbox
  readonly #id: string
  readonly #configs: Configs

  /** @param configs of all its readers. */
  constructor(kafka: StorySandbox, id = 'g', configs: Configs = {}) {
    this.#kafka = kafka
    this.#id = id
    this.#configs = configs
  }

  /** Starts a reader from the beginning of t. Its name is also its client id. */
  async start(name: string, plan: ReaderPlan = {}, configs: Configs = {}): Promise<void> {
    const own = { 'group.id': this.#id, 'client.id': name, 'auto.offset.reset': 'earliest', ...this.#configs, ...configs }
    await this.#kafka.v1('POST', '/apps', 201, { name, configs: own, consumer: { topics: ['t'], ...plan } })
  }

  reader(name: string): Promise<ReaderState> {
    return appNamed(this.#kafka, name)
  }

  async control(name: string, verb: 'start' | 'stop' | 'kill' | 'pause' | 'resume'): Promise<void> {
    await this.#kafka.v1('POST', `/apps/${(await this.reader(name)).id}:${verb}`, 200)
  }

  /** What its coordinator says, which the state of the whole cluster must bear out. */
  async state(): Promise<GroupState> {
    const { groups } = (await this.#kafka.v1('GET', '/state', 200)).json as { groups: GroupState[] }
    const found = groups.find(({ group_id: id }) => id === this.#id)
    if (found === undefined) throw new Error(`there is a group ${this.#id}`)
    const { data } = (await this.#kafka.v3('GET', `/consumer-groups/${this.#id}/consumers`, 200)).json as {
      data: { consumer_id: string }[]
    }
    expect(data.map(({ consumer_id: id }) => id).toSorted()).toEqual(found.members.map(({ member_id: id }) => id).toSorted())
    return found
  }

  async generation(): Promise<number> {
    return (await this.state()).generation
  }

  /** Which partitions of t each member has, by its client id. */
  async shares(): Promise<Readonly<Record<string, readonly number[]>>> {
    const { members } = await this.state()
    const shares = members.map(({ client_id: name, assignment }) => [name, indexesOf(assignment)] as const)
    return Object.fromEntries(shares)
  }

  /** The committed offsets of t, by partition. */
  async committed(): Promise<readonly (number | undefined)[]> {
    const { committed } = await this.state()
    const offsets: (number | undefined)[] = []
    for (const { partition_index: index, offset } of committed) offsets[index] = offset
    return offsets
  }

  /** Of all that the writer has written, by whoever in the group. */
  async audit(name: string): Promise<Audit> {
    const { json } = await this.#kafka.v1('GET', `/apps/${(await this.reader(name)).id}/delivery`, 200)
    return Object.fromEntries(Object.entries(json['audit'] as Audit).filter(([, count]) => count > 0))
  }

  /** What its rebalance listener heard, in the order of time. */
  async heard(name: string): Promise<readonly Heard[]> {
    const { id } = await this.reader(name)
    const events = await this.#events()
    return events.flatMap(({ time_ms: ms, facts }) => {
      if (facts.app_id !== id || facts.change.kind !== 'consumer.rebalanced') return []
      const callbacks = facts.change.callbacks ?? []
      return callbacks.map(({ kind: what, partitions }) => ({
        ms,
        what,
        partitions: partitions.map(({ partition_index: index }) => index),
      }))
    })
  }

  async #events(): Promise<readonly AppEvent[]> {
    const all: AppEvent[] = []
    for (let from = 1; ;) {
      const { json } = await this.#kafka.v1('GET', `/events?from=${from}&count=1000&kind=app.changed&lang=en`, 200)
      const { events, next } = json as { events: AppEvent[]; next: number }
      if (events.length === 0 || next <= from) return all
      all.push(...events)
      from = next
    }
  }
}

function indexesOf(assignment: readonly { readonly partition_index: number }[]): readonly number[] {
  return assignment.map(({ partition_index: index }) => index).toSorted((left, right) => left - right)
}
