// What the object remembers of a key: everything but the key.
import type { KeyFacts } from '../../durable/shell/rpc.ts'
import type { Capability } from './capability.ts'

export function keyFacts(capability: Capability, name: string | null, createdMs: number): KeyFacts {
  const { keyId, scopes, topicPrefix, origins, expiresMs } = capability
  return { keyId, name, scopes, topicPrefix, origins, createdMs, expiresMs, revokedMs: null }
}
