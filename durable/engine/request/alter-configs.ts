// AlterConfigs (API key 33, KIP-133; deprecated since KIP-339).
// Does: gives a topic, a broker, all brokers or a consumer group exactly the configs that are named: what is set and not named goes back to its default. That is
//   IncrementalAlterConfigs with a SET for each that is named and a DELETE for each other, and it is checked as such.
// Does not: client metrics and loggers.
// Source: ConfigAdminManager.preprocess and ConfigurationControlManager.legacyAlterConfigResource of Kafka 4.3.
import type { AlterConfigsRequest } from '../../../schema/kafka/requests/alter-configs.ts'
import type { ClusterView } from '../cluster.ts'
import { groupOverrides } from '../config/group-configs.ts'
import { answer } from '../decision.ts'
import type { Decision } from '../decision.ts'
import type { Step } from '../step.ts'
import { brokerOfResource } from './config-resource.ts'
import type { Alteration } from './config-resource.ts'
import { alterConfigs } from './incremental-alter-configs.ts'

type Resource = AlterConfigsRequest['resources'][number]

const NOTHING: ReadonlyMap<string, string> = new Map()

/** @param askedId the broker that was asked; null when any will do. */
export function decideAlterConfigs(step: Step, request: AlterConfigsRequest, askedId: number | null): Decision<'AlterConfigs'> {
  const resources = request.resources.map((resource) => ({ ...resource, configs: alterationsOf(step.cluster, resource, askedId) }))
  const responses = alterConfigs(step, resources, askedId)
  return request.validateOnly ? answer<'AlterConfigs'>({ responses }) : step.decision<'AlterConfigs'>({ responses })
}

function alterationsOf(cluster: ClusterView, resource: Resource, askedId: number | null): Alteration[] {
  const named = new Set(resource.configs.map(({ name }) => name))
  const others = [...currentConfigs(cluster, resource, askedId).keys()].filter((name) => !named.has(name))
  return [
    ...resource.configs.map((config) => ({ ...config, configOperation: 'SET' as const })),
    ...others.map((name) => ({ name, configOperation: 'DELETE' as const, value: null })),
  ]
}

/** What is set on the resource itself; nothing when there is no such resource, which alterConfigs will say. */
function currentConfigs(
  cluster: ClusterView,
  { resourceType, resourceName }: Resource,
  askedId: number | null,
): ReadonlyMap<string, string> {
  if (resourceType === 'TOPIC') return cluster.topics.get(resourceName)?.configs ?? NOTHING
  if (resourceType === 'GROUP') return groupOverrides(cluster, resourceName)
  const owner = brokerOfResource(cluster, resourceName, askedId)
  if (!owner.ok) return NOTHING
  return (owner.brokerId === null ? cluster.defaultBrokerConfigs : cluster.brokers.get(owner.brokerId)?.configs) ?? NOTHING
}
