// The configs of a consumer group (KIP-848): what each takes and the broker config that it stands in place of. Those of share groups and streams
// groups are left out with these groups.
// Source: GroupConfig of Kafka 4.3.
import type { ConfigDefinition } from './config-definition.ts'
import { atLeast } from './config-validators.ts'

export type GroupConfigDefinition = ConfigDefinition & {
  readonly brokerSynonym: string
  /** The broker configs that keep it within bounds. */
  readonly lowest: string
  readonly highest: string
}

/** Sorted by name. */
export const GROUP_CONFIG_DEFINITIONS: readonly GroupConfigDefinition[] = [
  define('assignment.interval.ms', '1000', 0),
  define('heartbeat.interval.ms', '5000', 1),
  define('session.timeout.ms', '45000', 1),
]

function define(name: string, byDefault: string, least: number): GroupConfigDefinition {
  return {
    name: `consumer.${name}`,
    type: 'INT',
    default: byDefault,
    validator: atLeast(least),
    brokerSynonym: `group.consumer.${name}`,
    lowest: `group.consumer.min.${name}`,
    highest: `group.consumer.max.${name}`,
  }
}
