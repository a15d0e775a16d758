// The configs of consumer groups: what is set for one group, within the brokers' bounds, else what the brokers say for all of them.
// Source: GroupConfig.validate and evaluate, GroupConfigManager of Kafka 4.3; KIP-848, KIP-1263.
import { parseConfig } from '../../../schema/kafka/config-definition.ts'
import { GROUP_CONFIG_DEFINITIONS } from '../../../schema/kafka/group-configs.ts'
import type { GroupConfigDefinition } from '../../../schema/kafka/group-configs.ts'
import { present } from '../assert.ts'
import type { ClusterView } from '../cluster.ts'
import { brokerConfigsOf, brokerDefault } from './effective-configs.ts'

/** Where the brokers' own value is, so that a heartbeat of a group with nothing set looks no further. */
const OF_BROKERS = {
  'consumer.assignment.interval.ms': 'groupConsumerAssignmentIntervalMs',
  'consumer.heartbeat.interval.ms': 'groupConsumerHeartbeatIntervalMs',
  'consumer.session.timeout.ms': 'groupConsumerSessionTimeoutMs',
} as const

type GroupConfigName = keyof typeof OF_BROKERS

const NO_OVERRIDES: ReadonlyMap<string, string> = new Map()

/** What is set for the group itself. */
export function groupOverrides({ groupConfigs }: Pick<ClusterView, 'groupConfigs'>, groupId: string): ReadonlyMap<string, string> {
  return groupConfigs.get(groupId) ?? NO_OVERRIDES
}

/** The value in force. One that lies beyond bounds that have moved since is drawn in to them. */
export function groupConfigOf(cluster: ClusterView, groupId: string, name: GroupConfigName): number {
  const override = groupOverrides(cluster, groupId).get(name)
  if (override === undefined) return cluster.effectiveBrokerConfigs[OF_BROKERS[name]]
  const definition = present(
    GROUP_CONFIG_DEFINITIONS.find((candidate) => candidate.name === name),
    `the group config ${name}`,
  )
  return Math.min(Math.max(Number(override), brokerNumber(cluster, definition.lowest)), brokerNumber(cluster, definition.highest))
}

/** What is wrong with what shall be set for a group, in Kafka's words; null when nothing is. The error is INVALID_CONFIG. */
export function refuseGroupConfigs(cluster: ClusterView, overrides: ReadonlyMap<string, string>): string | null {
  for (const [name, text] of overrides) {
    const definition = GROUP_CONFIG_DEFINITIONS.find((candidate) => candidate.name === name)
    if (definition === undefined) return `Unknown group config name: ${name}`
    const parsed = parseConfig(definition, text)
    const problem = parsed.ok ? refuseBeyond(cluster, definition, Number(text)) : parsed.message
    if (problem !== null) return problem
  }
  const numberOf = (name: string): number => Number(overrides.get(name) ?? brokerNumber(cluster, `group.${name}`))
  if (numberOf('consumer.session.timeout.ms') > numberOf('consumer.heartbeat.interval.ms')) return null
  return 'consumer.session.timeout.ms must be greater than consumer.heartbeat.interval.ms'
}

function refuseBeyond(cluster: ClusterView, { name, lowest, highest }: GroupConfigDefinition, value: number): string | null {
  if (value < brokerNumber(cluster, lowest)) return `${name} must be greater than or equal to ${lowest}`
  return value > brokerNumber(cluster, highest) ? `${name} must be less than or equal to ${highest}` : null
}

function brokerNumber(cluster: ClusterView, name: string): number {
  return Number(brokerConfigsOf(cluster, null).get(name) ?? brokerDefault(name))
}
