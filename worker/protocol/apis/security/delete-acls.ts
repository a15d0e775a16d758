// DeleteAcls (API key 31): removes the rules of access that filters mean, and tells which those were.
// Source: AclApis.handleDeleteAcls of Kafka 4.3.
import { deleteAclsMessages } from '../../../../schema/kafka/protocol/messages/delete-acls.ts'
import { codeOf, wireApi } from '../../wire-api.ts'
import { aclFilterOf, wireEntryOf, wireResourceOf } from './acl-words.ts'

export const deleteAclsApi = wireApi({
  ...deleteAclsMessages,
  notDone: [],
  async serve({ filters }, { ask }) {
    const { filterResults } = await ask('DeleteAcls', { filters: filters.map(aclFilterOf) })
    return {
      throttleTimeMs: 0,
      filterResults: filterResults.map(({ error, errorMessage, matchingAcls }) => ({
        errorCode: codeOf(error),
        errorMessage,
        matchingAcls: matchingAcls.map((acl) => ({
          errorCode: codeOf('NONE'),
          errorMessage: null,
          ...wireResourceOf(acl),
          ...wireEntryOf(acl),
        })),
      })),
    }
  },
})
