// DescribeAcls (API key 29) as plain objects.
import type { AclBinding } from '../acls/acl-binding.ts'
import type { AclFilter } from '../acls/acl-filter.ts'
import type { KafkaErrorName } from '../errors.ts'

export type DescribeAclsRequest = { readonly filter: AclFilter }

export type DescribeAclsResponse = {
  readonly error: KafkaErrorName
  readonly errorMessage: string | null
  readonly acls: readonly AclBinding[]
}
