// DescribeUserScramCredentials (API key 50, KIP-554): who may authenticate by SCRAM. Those are the ids of the sandbox's keys.
// Does: all of them, or those that are named. `kafka-configs --describe --entity-type users` asks for it beside the quotas.
// Does not: anything else. They are made and revoked over HTTP, so there is no AlterUserScramCredentials.
// Source: ScramImage.describe of Kafka 4.3; ScramMechanism for the numbers of the mechanisms.
import { describeUserScramCredentialsMessages } from '../../../../schema/kafka/protocol/messages/describe-user-scram-credentials.ts'
import { UnanswerableRequestError } from '../../connection-error.ts'
import { SCRAM_ITERATIONS } from '../../sasl/scram-formulas.ts'
import { codeOf, wireApi } from '../../wire-api.ts'
import type { WireClient } from '../../wire-client.ts'

const SCRAM_SHA_256 = 1
const SCRAM_SHA_512 = 2

/** Every key is good for both. */
const CREDENTIALS = [SCRAM_SHA_256, SCRAM_SHA_512].map((mechanism) => ({ mechanism, iterations: SCRAM_ITERATIONS }))

export const describeUserScramCredentialsApi = wireApi({
  ...describeUserScramCredentialsMessages,
  notDone: [],
  async serve({ users }, { client }) {
    const known = new Set(await keyIdsOf(client))
    const asked = users === null || users.length === 0 ? [...known] : users.map(({ name }) => name)
    const results = Array.from(timesOf(asked), ([user, times]) => described(user, { isKnown: known.has(user), times }))
    return { throttleTimeMs: 0, errorCode: codeOf('NONE'), errorMessage: null, results }
  },
})

async function keyIdsOf({ sandbox, caller }: WireClient): Promise<string[]> {
  const keys = await sandbox.listKeys(caller)
  if (!keys.ok) throw new UnanswerableRequestError(keys.message)
  return keys.value.filter(({ revokedMs }) => revokedMs === null).map(({ keyId }) => keyId)
}

function timesOf(names: readonly string[]): Map<string, number> {
  const times = new Map<string, number>()
  for (const name of names) times.set(name, (times.get(name) ?? 0) + 1)
  return times
}

function described(user: string, { isKnown, times }: { readonly isKnown: boolean; readonly times: number }) {
  if (times > 1) {
    const errorMessage = `Cannot describe SCRAM credentials for the same user twice in a single request: ${user}`
    return { user, errorCode: codeOf('DUPLICATE_RESOURCE'), errorMessage, credentialInfos: [] }
  }
  if (!isKnown) {
    const errorMessage = `Attempt to describe a user credential that does not exist: ${user}`
    return { user, errorCode: codeOf('RESOURCE_NOT_FOUND'), errorMessage, credentialInfos: [] }
  }
  return { user, errorCode: codeOf('NONE'), errorMessage: null, credentialInfos: CREDENTIALS }
}
