// Who may see and change who may do what, and how much.
// Source: AclApis and the handlers of quotas in KafkaApis and ControllerApis of Kafka 4.3.
import { kafkaError } from '../../../../schema/kafka/errors.ts'
import { alterClientQuotasMessages } from '../../../../schema/kafka/protocol/messages/alter-client-quotas.ts'
import { createAclsMessages } from '../../../../schema/kafka/protocol/messages/create-acls.ts'
import { deleteAclsMessages } from '../../../../schema/kafka/protocol/messages/delete-acls.ts'
import { describeAclsMessages } from '../../../../schema/kafka/protocol/messages/describe-acls.ts'
import { describeClientQuotasMessages } from '../../../../schema/kafka/protocol/messages/describe-client-quotas.ts'
import { describeUserScramCredentialsMessages } from '../../../../schema/kafka/protocol/messages/describe-user-scram-credentials.ts'
import { saslAuthenticateMessages } from '../../../../schema/kafka/protocol/messages/sasl-authenticate.ts'
import { saslHandshakeMessages } from '../../../../schema/kafka/protocol/messages/sasl-handshake.ts'
import { guard, openToAll } from '../guard.ts'
import type { Guard } from '../guard.ts'

const { code, message } = kafkaError('CLUSTER_AUTHORIZATION_FAILED')
const UNAUTHORIZED = { errorCode: code, errorMessage: message }

const describeAclsGuard = guard(describeAclsMessages, {
  scope: 'admin',
  async pass(request, access, next) {
    return access.mayInCluster('DESCRIBE') ? next(request) : { throttleTimeMs: 0, ...UNAUTHORIZED, resources: [] }
  },
})

const describeUserScramCredentialsGuard = guard(describeUserScramCredentialsMessages, {
  scope: 'admin',
  async pass(request, access, next) {
    return access.mayInCluster('DESCRIBE') ? next(request) : { throttleTimeMs: 0, ...UNAUTHORIZED, results: [] }
  },
})

const createAclsGuard = guard(createAclsMessages, {
  scope: 'admin',
  async pass(request, access, next) {
    return access.mayInCluster('ALTER') ? next(request) : { throttleTimeMs: 0, results: request.creations.map(() => UNAUTHORIZED) }
  },
})

const deleteAclsGuard = guard(deleteAclsMessages, {
  scope: 'admin',
  async pass(request, access, next) {
    if (access.mayInCluster('ALTER')) return next(request)
    return { throttleTimeMs: 0, filterResults: request.filters.map(() => ({ ...UNAUTHORIZED, matchingAcls: [] })) }
  },
})

const describeClientQuotasGuard = guard(describeClientQuotasMessages, {
  scope: 'observe',
  async pass(request, access, next) {
    return access.mayInCluster('DESCRIBE_CONFIGS') ? next(request) : { throttleTimeMs: 0, ...UNAUTHORIZED, entries: null }
  },
})

const alterClientQuotasGuard = guard(alterClientQuotasMessages, {
  scope: 'admin',
  async pass(request, access, next) {
    if (access.mayInCluster('ALTER_CONFIGS')) return next(request)
    return { throttleTimeMs: 0, entries: request.entries.map(({ entity }) => ({ ...UNAUTHORIZED, entity })) }
  },
})

export const SECURITY_GUARDS: readonly Guard[] = [
  openToAll(saslHandshakeMessages),
  openToAll(saslAuthenticateMessages),
  describeAclsGuard,
  createAclsGuard,
  deleteAclsGuard,
  describeClientQuotasGuard,
  alterClientQuotasGuard,
  describeUserScramCredentialsGuard,
]
