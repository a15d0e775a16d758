// SaslAuthenticate (API key 36): a token of the mechanism that the handshake has agreed on, and the server's answer to it (KIP-152).
// Does: the exchange to its end; the connection is the key's from then on. A key that expires gives the session a lifetime, after which the
//   connection ends unless the same key authenticates again by the same mechanism (KIP-368).
// Does not: delegation tokens.
// Source: SaslServerAuthenticator.handleSaslToken and KafkaApis.handleSaslAuthenticateRequest of Kafka 4.3.
import { saslAuthenticateMessages } from '../../../../schema/kafka/protocol/messages/sasl-authenticate.ts'
import { codeOf, wireApi } from '../../wire-api.ts'

export const saslAuthenticateApi = wireApi({
  ...saslAuthenticateMessages,
  notDone: ['Delegation tokens do not authenticate.', 'A client that has failed is answered at once, not after a delay.'],
  async serve({ authBytes }, { client }) {
    const { error, errorMessage, token, sessionLifetimeMs } = await client.sasl.authenticate(authBytes)
    return { errorCode: codeOf(error), errorMessage, authBytes: token, sessionLifetimeMs }
  },
})
