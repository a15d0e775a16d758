// Quotas as the cluster keeps them: for an entity, numbers under their names. What may be said of whom stands here.
// Source: ClientQuotaControlManager and QuotaConfig of Kafka 4.3; the sentences are the controller's.
import type { QuotaEntity } from '../../../schema/kafka/requests/client-quotas.ts'
import { MAX_QUOTA_NAME_CHARACTERS } from '../../../schema/limits.ts'

export type ClientQuota = {
  /** In the order of the types' names, so that one entity is written in one way. */
  readonly entity: QuotaEntity
  readonly values: Map<string, number>
}

type QuotaType = 'DOUBLE' | 'INT' | 'LONG'

export const QUOTA_ENTITY_TYPES: ReadonlySet<string> = new Set(['client-id', 'ip', 'user'])
const OF_USERS_AND_CLIENTS: Readonly<Record<string, QuotaType>> = {
  producer_byte_rate: 'LONG',
  consumer_byte_rate: 'LONG',
  request_percentage: 'DOUBLE',
  controller_mutation_rate: 'DOUBLE',
}
const OF_ADDRESSES: Readonly<Record<string, QuotaType>> = { connection_creation_rate: 'INT' }
const HIGHEST: Readonly<Record<QuotaType, number>> = { DOUBLE: Number.MAX_VALUE, INT: 2 ** 31 - 1, LONG: 2 ** 63 }
const ARTICLE_AND_TYPE: Readonly<Record<QuotaType, string>> = { DOUBLE: 'a DOUBLE', INT: 'an INT', LONG: 'a LONG' }
const MOST_OF_A_FRACTION = 1e-6
/** Digits and what stands between them: names are resolved nowhere. */
const ADDRESS = /^(\d{1,3}(\.\d{1,3}){3}|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*)$/

export function inOrder(entity: QuotaEntity): QuotaEntity {
  return entity.toSorted((left, right) => (left.entityType < right.entityType ? -1 : 1))
}

/** One text for one entity. */
export function quotaKey(entity: QuotaEntity): string {
  return JSON.stringify(inOrder(entity).map(({ entityType, entityName }) => [entityType, entityName]))
}

export function refuseEntity(entity: QuotaEntity): string | null {
  if (entity.length === 0) return 'Invalid empty client quota entity'
  const seen = new Set<string>()
  for (const { entityType, entityName } of entity) {
    if (seen.has(entityType)) return `Invalid client quota entity, duplicate entity entry ${entityType}`
    seen.add(entityType)
    if (!QUOTA_ENTITY_TYPES.has(entityType)) return `Unhandled client quota entity type: ${entityType}`
    if (entityName === '') return `Empty ${entityType} not supported`
    if ((entityName?.length ?? 0) > MAX_QUOTA_NAME_CHARACTERS) {
      return `A name in a quota has at most ${MAX_QUOTA_NAME_CHARACTERS} characters.`
    }
  }
  if (!seen.has('ip')) return null
  if (seen.size > 1) return 'Invalid quota entity combination, IP entity should not be combined with User or ClientId'
  const address = entity[0]?.entityName ?? null
  return address === null || ADDRESS.test(address) ? null : `${address} is not a valid IP or resolvable host.`
}

/** Why the entity cannot have this value; the entity itself is a good one. */
export function refuseQuota(entity: QuotaEntity, key: string, value: number): string | null {
  const known = entity.some(({ entityType }) => entityType === 'ip') ? OF_ADDRESSES : OF_USERS_AND_CLIENTS
  const type = Object.hasOwn(known, key) ? known[key] : undefined
  if (type === undefined) return `Invalid configuration key ${key}`
  // What is no number at all is not greater than 0 either.
  if (!(value > 0)) return `Quota ${key} must be greater than 0`
  if (value > HIGHEST[type]) return `Proposed value for ${key} is too large for ${ARTICLE_AND_TYPE[type]}.`
  return type === 'DOUBLE' || value % 1 <= MOST_OF_A_FRACTION ? null : `${key} cannot be a fractional value.`
}
