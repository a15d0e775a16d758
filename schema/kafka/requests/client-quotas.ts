// DescribeClientQuotas and AlterClientQuotas (API keys 48 and 49, KIP-546) as plain objects.
import type { KafkaErrorName } from '../errors.ts'

/** Whom a quota is for: a user, a client id, both, or an address. Null is everybody of the kind who has no quota of his own. */
export type QuotaEntity = readonly { readonly entityType: string; readonly entityName: string | null }[]

export type QuotaFilterComponent = {
  readonly entityType: string
  /** DEFAULT are the quotas for whoever has none, ANY is any name and the default. */
  readonly matchType: 'EXACT' | 'DEFAULT' | 'ANY' | 'UNKNOWN'
  /** Of EXACT. */
  readonly match: string | null
}

export type DescribeClientQuotasRequest = {
  readonly components: readonly QuotaFilterComponent[]
  /** Entities of other types as well are left out. */
  readonly strict: boolean
}

export type DescribeClientQuotasResponse = {
  readonly error: KafkaErrorName
  readonly errorMessage: string | null
  readonly entries: readonly {
    readonly entity: QuotaEntity
    readonly values: readonly { readonly key: string; readonly value: number }[]
  }[]
}

export type AlterClientQuotasRequest = {
  readonly entries: readonly {
    readonly entity: QuotaEntity
    readonly ops: readonly { readonly key: string; readonly value: number; readonly remove: boolean }[]
  }[]
  readonly validateOnly: boolean
}

export type AlterClientQuotasResponse = {
  readonly entries: readonly { readonly error: KafkaErrorName; readonly errorMessage: string | null; readonly entity: QuotaEntity }[]
}
