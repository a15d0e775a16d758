// DescribeAcls (API key 29): the rules of access that a filter means, by the resources that they are about.
// Does: every kind of filter and of pattern.
// Source: AclApis.handleDescribeAcls and DescribeAclsResponse.aclsResources of Kafka 4.3.
import type { AclBinding } from '../../../../schema/kafka/acls/acl-binding.ts'
import { describeAclsMessages } from '../../../../schema/kafka/protocol/messages/describe-acls.ts'
import { codeOf, wireApi } from '../../wire-api.ts'
import { aclFilterOf, wireEntryOf, wireResourceOf } from './acl-words.ts'

export const describeAclsApi = wireApi({
  ...describeAclsMessages,
  notDone: [],
  async serve(filter, { ask }) {
    const { error, errorMessage, acls } = await ask('DescribeAcls', { filter: aclFilterOf(filter) })
    return { throttleTimeMs: 0, errorCode: codeOf(error), errorMessage, resources: byResource(acls) }
  },
})

function byResource(acls: readonly AclBinding[]) {
  const resources = new Map<string, AclBinding[]>()
  for (const acl of acls) {
    const name = JSON.stringify([acl.resourceType, acl.resourceName, acl.patternType])
    resources.set(name, [...(resources.get(name) ?? []), acl])
  }
  return [...resources.values()].flatMap((ofOne) => {
    const [first] = ofOne
    return first === undefined ? [] : [{ ...wireResourceOf(first), acls: ofOne.map(wireEntryOf) }]
  })
}
