// CreateAcls (API key 30): adds rules of access.
// Source: AclApis.handleCreateAcls of Kafka 4.3.
import { nameOfCode, PATTERN_TYPES, RESOURCE_TYPES } from '../../../../schema/kafka/acls/acl-codes.ts'
import { createAclsMessages } from '../../../../schema/kafka/protocol/messages/create-acls.ts'
import { codeOf, wireApi } from '../../wire-api.ts'
import { namesOfEntry } from './acl-words.ts'

export const createAclsApi = wireApi({
  ...createAclsMessages,
  notDone: [],
  async serve({ creations }, { ask }) {
    const wanted = creations.map((creation) => ({
      resourceType: nameOfCode(RESOURCE_TYPES, creation.resourceType),
      resourceName: creation.resourceName,
      patternType: nameOfCode(PATTERN_TYPES, creation.resourcePatternType),
      principal: creation.principal,
      host: creation.host,
      ...namesOfEntry(creation),
    }))
    const { results } = await ask('CreateAcls', { creations: wanted })
    return { throttleTimeMs: 0, results: results.map(({ error, errorMessage }) => ({ errorCode: codeOf(error), errorMessage })) }
  },
})
