// What the configs of Kafka's clients have in common: a table of definitions, texts that were given for some of them, and the values.
import { isList, parseConfig } from '../../schema/kafka/config-definition.ts'
import type { ConfigDefinition, ConfigType, ConfigValidator, ConfigValue } from '../../schema/kafka/config-definition.ts'
import { MAX_CLOCK_ADVANCE_MS } from '../../schema/limits.ts'

export const MAX_INT = 2 ** 31 - 1

export type ConfigDefinitions = ReadonlyMap<string, ConfigDefinition>

export function define(
  name: string,
  type: ConfigType,
  byDefault: string | null,
  validator: ConfigValidator | null = null,
): ConfigDefinition {
  return { name, type, default: byDefault, validator }
}

export function byName(definitions: readonly ConfigDefinition[]): ConfigDefinitions {
  return new Map(definitions.map((definition) => [definition.name, definition]))
}

/** What is wrong with one of the texts; null when they can all be read. `client` is what has no other configs. */
export function problemOfConfigs(definitions: ConfigDefinitions, given: ReadonlyMap<string, string>, client: string): string | null {
  for (const [name, text] of given) {
    const definition = definitions.get(name)
    if (definition === undefined) return `${name} is not a config of this ${client}.`
    const parsed = parseConfig(definition, text)
    if (!parsed.ok) return parsed.message
  }
  return null
}

/** The values of configs that can be read, with Kafka's defaults for what was not given. */
export class ClientConfigs {
  readonly #definitions: ConfigDefinitions
  readonly #given: ReadonlyMap<string, string>

  constructor(definitions: ConfigDefinitions, given: ReadonlyMap<string, string>) {
    this.#definitions = definitions
    this.#given = given
  }

  value(name: string): ConfigValue {
    const definition = this.#definitions.get(name)
    const parsed = definition === undefined ? null : parseConfig(definition, this.#given.get(name) ?? definition.default)
    return parsed?.ok === true ? parsed.value : null
  }

  number(name: string): number {
    return Number(this.value(name))
  }

  boolean(name: string): boolean {
    return this.value(name) === true
  }

  /** Longer than the clock can be moved at once is for ever. */
  ms(name: string): number {
    return Math.min(this.number(name), MAX_CLOCK_ADVANCE_MS)
  }

  text(name: string): string | null {
    const found = this.value(name)
    return typeof found === 'string' ? found : null
  }

  list(name: string): readonly string[] {
    const found = this.value(name)
    return isList(found) ? found : []
  }
}
