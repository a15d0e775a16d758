// DeleteAcls (API key 31) as plain objects.
import type { AclBinding } from '../acls/acl-binding.ts'
import type { AclFilter } from '../acls/acl-filter.ts'
import type { KafkaErrorName } from '../errors.ts'

export type DeleteAclsRequest = { readonly filters: readonly AclFilter[] }

export type DeleteAclsResponse = {
  /** In the order of the filters. What two filters mean stands under both. */
  readonly filterResults: readonly {
    readonly error: KafkaErrorName
    readonly errorMessage: string | null
    readonly matchingAcls: readonly AclBinding[]
  }[]
}
