// Who a client is, what it may do, and how much.
import type { WireApi } from '../../wire-api.ts'
import { alterClientQuotasApi } from './alter-client-quotas.ts'
import { createAclsApi } from './create-acls.ts'
import { deleteAclsApi } from './delete-acls.ts'
import { describeAclsApi } from './describe-acls.ts'
import { describeClientQuotasApi } from './describe-client-quotas.ts'
import { describeUserScramCredentialsApi } from './describe-user-scram-credentials.ts'
import { saslAuthenticateApi } from './sasl-authenticate.ts'
import { saslHandshakeApi } from './sasl-handshake.ts'

export const SECURITY_APIS: readonly WireApi[] = [
  saslHandshakeApi,
  saslAuthenticateApi,
  describeAclsApi,
  createAclsApi,
  deleteAclsApi,
  describeClientQuotasApi,
  alterClientQuotasApi,
  describeUserScramCredentialsApi,
]
