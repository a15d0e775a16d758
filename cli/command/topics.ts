// `samsa topics`: list, create, describe and delete, over the HTTP API.

import type { SandboxApi } from '../client/sandbox-api.ts'
import { apiOf, type CommandContext } from './context.ts'
import { numberOf, onlyArgument, pairOf, usageError, type Flags, type ReadFlags } from './flags.ts'
import { tableOf } from './table.ts'
import { writeJson, writeLine } from './terminal.ts'

type Topic = { readonly topic_name: string; readonly partitions_count: number; readonly replication_factor: number }
type TopicPage = { readonly data: readonly Topic[]; readonly metadata: { readonly next: string | null } }
/** As REST v2 shows it, which has everything in one answer. */
type DescribedTopic = {
  readonly partitions: readonly {
    readonly partition: number
    readonly leader: number
    readonly replicas: readonly { readonly broker: number; readonly in_sync: boolean }[]
  }[]
}

type Action = (context: CommandContext, api: SandboxApi, names: readonly string[], flags: Flags<'topics'>) => Promise<void>

const ACTIONS: Readonly<Record<string, Action>> = { list, create, describe, delete: remove }

export async function topics(context: CommandContext, { flags, positionals }: ReadFlags<'topics'>): Promise<number> {
  const [verb = 'list', ...names] = positionals
  const action = Object.hasOwn(ACTIONS, verb) ? ACTIONS[verb] : undefined
  if (action === undefined) throw usageError(context.strings.unknownCommand(`topics ${verb}`))
  if (verb === 'list' && names[0] !== undefined) throw usageError(context.strings.tooManyArguments(names[0]))
  if (verb !== 'list' && names.length === 0) throw usageError(context.strings.missingArgument('topic'))
  await action(context, apiOf(context, flags), names, flags)
  return 0
}

async function list({ terminal }: CommandContext, api: SandboxApi, _names: readonly string[], flags: Flags<'topics'>): Promise<void> {
  for (let path: string | null = api.cluster('topics'); path !== null;) {
    const page: TopicPage = await api.ask<TopicPage>('GET', path)
    for (const topic of page.data) await (flags.json === true ? writeJson(terminal, topic) : writeLine(terminal, topic.topic_name))
    const { next } = page.metadata
    path = next === null ? null : new URL(next).pathname + new URL(next).search
  }
}

async function create(context: CommandContext, api: SandboxApi, names: readonly string[], flags: Flags<'topics'>): Promise<void> {
  const { terminal, strings } = context
  const partitions = numberOf('--partitions', flags.partitions, 1, strings)
  const replicas = numberOf('--replicas', flags.replicas, 1, strings)
  const configs = (flags.config ?? []).map((text) => pairOf('--config', text, strings)).map(([name, value]) => ({ name, value }))
  for (const name of names) {
    const topic = await api.ask<Topic>('POST', api.cluster('topics'), {
      topic_name: name,
      ...(partitions === null ? {} : { partitions_count: partitions }),
      ...(replicas === null ? {} : { replication_factor: replicas }),
      configs,
    })
    if (flags.json === true) await writeJson(terminal, topic)
    else await writeLine(terminal, strings.topicCreated(name, topic.partitions_count, topic.replication_factor))
  }
}

async function describe(context: CommandContext, api: SandboxApi, names: readonly string[], flags: Flags<'topics'>): Promise<void> {
  const { terminal, strings } = context
  const name = onlyArgument('topic', names, strings)
  const described = await api.ask<DescribedTopic>('GET', `/v2/clusters/${api.address.sandboxId}/topics/${encodeURIComponent(name)}`)
  if (flags.json === true) return writeJson(terminal, described)
  const rows = described.partitions.map(({ partition, leader, replicas }) => {
    const inSync = replicas.filter(({ in_sync: isInSync }) => isInSync)
    return [
      String(partition),
      leader < 0 ? strings.noLeader : String(leader),
      replicas.map(({ broker }) => broker).join(','),
      inSync.map(({ broker }) => broker).join(','),
    ]
  })
  for (const line of tableOf([strings.partitionHeading, ...rows])) await writeLine(terminal, line)
}

async function remove(context: CommandContext, api: SandboxApi, names: readonly string[], flags: Flags<'topics'>): Promise<void> {
  const { terminal, strings } = context
  for (const name of names) {
    await api.ask('DELETE', api.cluster('topics', name))
    if (flags.json === true) await writeJson(terminal, { topic_name: name, deleted: true })
    else await writeLine(terminal, strings.topicDeleted(name))
  }
}
