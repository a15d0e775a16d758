// Configs as the inspector shows them: what is set first, then the defaults, then what nobody can change. Pure.
import type * as z from 'zod'
import type { topicConfig } from '../../schema/api/configs.ts'

/** What of the API's configs is shown; those of topics, of one broker, and of all brokers have it in common. */
export type ShownConfig = Pick<z.output<typeof topicConfig>, 'name' | 'value' | 'is_default' | 'is_read_only' | 'source' | 'synonyms'>

/** Whose configs they are. Each kind is set in one place, and its source says so. */
export type ConfigOwner = 'topic' | 'broker' | 'brokers'

const SOURCES = {
  topic: 'DYNAMIC_TOPIC_CONFIG',
  broker: 'DYNAMIC_BROKER_CONFIG',
  brokers: 'DYNAMIC_DEFAULT_BROKER_CONFIG',
} as const satisfies Record<ConfigOwner, ShownConfig['source']>

export type ConfigGroups = {
  readonly set: readonly ShownConfig[]
  readonly defaults: readonly ShownConfig[]
  readonly fixed: readonly ShownConfig[]
}

export function groupConfigs(configs: readonly ShownConfig[], owner: ConfigOwner, find: string): ConfigGroups {
  const wanted = configs.filter(({ name }) => name.includes(find.trim().toLowerCase()))
  const set = wanted.filter((config) => isSetAt(config, owner))
  const others = wanted.filter((config) => !isSetAt(config, owner))
  return {
    set,
    defaults: others.filter((config) => !config.is_read_only),
    fixed: others.filter((config) => config.is_read_only),
  }
}

/** Whether resetting it here would change something. */
export function isSetAt({ source }: ShownConfig, owner: ConfigOwner): boolean {
  return source === SOURCES[owner]
}

/** What would be in force if nobody had set it here; null when the answer does not say. */
export function defaultOf({ synonyms }: ShownConfig, owner: ConfigOwner): string | null {
  return synonyms.find(({ source }) => source !== SOURCES[owner])?.value ?? null
}
