// Who a client is, what it may do, and how much.
import type { WireApi } from '../../wire-api.ts'
import { saslAuthenticateApi } from './sasl-authenticate.ts'
import { saslHandshakeApi } from './sasl-handshake.ts'

export const SECURITY_APIS: readonly WireApi[] = [saslHandshakeApi, saslAuthenticateApi]
