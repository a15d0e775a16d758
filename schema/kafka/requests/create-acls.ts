// CreateAcls (API key 30) as plain objects.
import type { WantedAcl } from '../acls/acl-binding.ts'
import type { KafkaErrorName } from '../errors.ts'

export type CreateAclsRequest = { readonly creations: readonly WantedAcl[] }

export type CreateAclsResponse = {
  /** In the order of what was wanted. */
  readonly results: readonly { readonly error: KafkaErrorName; readonly errorMessage: string | null }[]
}
