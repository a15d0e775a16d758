// SaslHandshake (API key 17): the client says by which mechanism it will authenticate (KIP-43).
// Does: PLAIN, SCRAM-SHA-256 and SCRAM-SHA-512 with the keys of the sandbox. After version 0 the tokens come without a header, after version 1 in
//   SaslAuthenticate (KIP-152). Whoever came in by a door with a key need not authenticate and may all the same.
// Does not: GSSAPI and OAUTHBEARER.
// Source: SaslServerAuthenticator.handleHandshakeRequest and KafkaApis.handleSaslHandshakeRequest of Kafka 4.3.
import { saslHandshakeMessages } from '../../../../schema/kafka/protocol/messages/sasl-handshake.ts'
import { SASL_MECHANISMS } from '../../sasl/sasl-exchange.ts'
import { codeOf, wireApi } from '../../wire-api.ts'

/** From here on tokens travel in requests of their own. */
const AUTHENTICATE_REQUESTS_FROM = 1

export const saslHandshakeApi = wireApi({
  ...saslHandshakeMessages,
  notDone: ['The mechanisms GSSAPI and OAUTHBEARER are not offered.'],
  async serve({ mechanism }, { apiVersion, client }) {
    const error = client.sasl.begin(mechanism, apiVersion < AUTHENTICATE_REQUESTS_FROM)
    return { errorCode: codeOf(error), mechanisms: SASL_MECHANISMS }
  },
})
