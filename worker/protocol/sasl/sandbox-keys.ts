// The keys of one sandbox as SASL asks for them. No key is stored: the object remembers what each one says, and signing that again gives its
// text again.
import type { KeyFacts, SandboxRpc, Caller } from '../../../durable/shell/rpc.ts'
import type { Env } from '../../env.ts'
import { principalOfKey } from '../../keys/principal.ts'
import { SCOPES } from '../../keys/scopes.ts'
import { secretBytes, signKey } from '../../keys/signed-key.ts'
import { UnanswerableRequestError } from '../connection-error.ts'
import type { KeyBook } from './sasl-exchange.ts'

export type KeyPlace = { readonly sandbox: SandboxRpc; readonly sandboxId: string; readonly caller: Caller }

/** @param place where the connection stands at the moment it is asked. */
export function sandboxKeys(env: Env, place: () => KeyPlace): KeyBook {
  return {
    principalOf: (key) => principalOfKey(key, env),
    secretBytes: (text) => secretBytes(`${text} ${place().sandboxId}`, env.SIGNING_SECRET),
    async keyOf(keyId) {
      const { sandbox, caller, sandboxId } = place()
      const keys = await sandbox.listKeys(caller)
      if (!keys.ok) throw new UnanswerableRequestError(keys.message)
      const facts = keys.value.find((key) => key.keyId === keyId && key.revokedMs === null)
      return facts === undefined ? null : signKey(capabilityOf(facts, sandboxId), env.SIGNING_SECRET)
    },
  }
}

function capabilityOf({ keyId, scopes, topicPrefix, origins, expiresMs }: KeyFacts, sandboxId: string) {
  return { sandboxId, keyId, scopes: SCOPES.filter((scope) => scopes.includes(scope)), topicPrefix, origins, expiresMs }
}
