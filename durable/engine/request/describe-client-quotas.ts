// DescribeClientQuotas (API key 48, KIP-546): the quotas whose entities fit a filter.
// Source: ClientQuotasImage.describe of Kafka 4.3; the sentences are its own.
import type { KafkaErrorName } from '../../../schema/kafka/errors.ts'
import type { DescribeClientQuotasRequest, QuotaEntity, QuotaFilterComponent } from '../../../schema/kafka/requests/client-quotas.ts'
import { QUOTA_ENTITY_TYPES } from '../access/client-quotas.ts'
import type { ClusterView } from '../cluster.ts'
import { answer } from '../decision.ts'
import type { Decision } from '../decision.ts'

type Refusal = { readonly error: KafkaErrorName; readonly message: string }

export function decideDescribeClientQuotas(
  { clientQuotas }: ClusterView,
  { components, strict }: DescribeClientQuotasRequest,
): Decision<'DescribeClientQuotas'> {
  const refusal = refuseComponents(components)
  if (refusal !== null) return answer<'DescribeClientQuotas'>({ error: refusal.error, errorMessage: refusal.message, entries: [] })
  const found = [...clientQuotas.values()].filter(({ entity }) => matches(entity, components, strict))
  return answer<'DescribeClientQuotas'>({
    error: 'NONE',
    errorMessage: null,
    entries: found.map(({ entity, values }) => ({ entity, values: Array.from(values, ([key, value]) => ({ key, value })) })),
  })
}

function refuseComponents(components: readonly QuotaFilterComponent[]): Refusal | null {
  const seen = new Set<string>()
  for (const component of components) {
    const { entityType } = component
    if (entityType === '') return invalid('Invalid empty entity type.')
    if (seen.has(entityType)) return invalid(`Entity type ${entityType} cannot appear more than once in the filter.`)
    if (!QUOTA_ENTITY_TYPES.has(entityType)) return { error: 'UNSUPPORTED_VERSION', message: `Unsupported entity type ${entityType}` }
    const message = refuseMatch(component)
    if (message !== null) return invalid(message)
    seen.add(entityType)
  }
  const isMixed = seen.has('ip') && seen.size > 1
  const mixed = 'IP filter component should not be used with user or clientId filter component.'
  return isMixed ? invalid(`Invalid entity filter component combination. ${mixed}`) : null
}

function refuseMatch({ matchType, match }: QuotaFilterComponent): string | null {
  if (matchType === 'UNKNOWN') return 'Unknown match type'
  if (matchType === 'EXACT') return match === null ? 'Request specified MATCH_TYPE_EXACT, but set match string to null.' : null
  const name = matchType === 'DEFAULT' ? 'MATCH_TYPE_DEFAULT' : 'MATCH_TYPE_SPECIFIED'
  return match === null ? null : `Request specified ${name}, but also specified a match string.`
}

function invalid(message: string): Refusal {
  return { error: 'INVALID_REQUEST', message }
}

function matches(entity: QuotaEntity, components: readonly QuotaFilterComponent[], strict: boolean): boolean {
  if (strict && entity.length !== components.length) return false
  return components.every(({ entityType, matchType, match }) => {
    const part = entity.find((candidate) => candidate.entityType === entityType)
    return part !== undefined && (matchType === 'ANY' || part.entityName === match)
  })
}
