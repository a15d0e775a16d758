// The keys of one sandbox as the object remembers them. The signature proves a key without a look here; this list says which keys exist
// and which were revoked.
import { MAX_KEYS_PER_SANDBOX } from '../../schema/limits.ts'
import type { KeyFacts } from './rpc.ts'

type KeyRow = {
  key_id: string
  name: string | null
  scopes: string
  topic_prefix: string | null
  origins: string | null
  created_ms: number
  expires_ms: number | null
  revoked_ms: number | null
}

export class AccessKeys {
  readonly #sql: SqlStorage
  readonly #revoked: Set<string>

  constructor(sql: SqlStorage) {
    this.#sql = sql
    const revoked = sql.exec<{ key_id: string }>('SELECT key_id FROM access_keys WHERE revoked_ms IS NOT NULL')
    this.#revoked = new Set(revoked.toArray().map((row) => row.key_id))
  }

  isRevoked(keyId: string): boolean {
    return this.#revoked.has(keyId)
  }

  list(): KeyFacts[] {
    return this.#sql.exec<KeyRow>('SELECT * FROM access_keys ORDER BY created_ms, key_id').toArray().map(factsOf)
  }

  hasRoom(): boolean {
    const { count } = this.#sql.exec<{ count: number }>('SELECT count(*) AS count FROM access_keys').one()
    return count < MAX_KEYS_PER_SANDBOX
  }

  add(key: KeyFacts): void {
    this.#sql.exec(
      'INSERT INTO access_keys (key_id, name, scopes, topic_prefix, origins, created_ms, expires_ms, revoked_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
      key.keyId,
      key.name,
      JSON.stringify(key.scopes),
      key.topicPrefix,
      key.origins === null ? null : JSON.stringify(key.origins),
      key.createdMs,
      key.expiresMs,
      key.revokedMs,
    )
  }

  /** False when there is no such key. A second revocation keeps the time of the first. */
  revoke(keyId: string, nowMs: number): boolean {
    const found = this.#sql.exec('SELECT 1 FROM access_keys WHERE key_id = ?', keyId).toArray().length > 0
    if (!found) return false
    this.#sql.exec('UPDATE access_keys SET revoked_ms = coalesce(revoked_ms, ?) WHERE key_id = ?', nowMs, keyId)
    this.#revoked.add(keyId)
    return true
  }
}

function factsOf(row: KeyRow): KeyFacts {
  return {
    keyId: row.key_id,
    name: row.name,
    scopes: JSON.parse(row.scopes) as string[],
    topicPrefix: row.topic_prefix,
    origins: row.origins === null ? null : (JSON.parse(row.origins) as string[]),
    createdMs: row.created_ms,
    expiresMs: row.expires_ms,
    revokedMs: row.revoked_ms,
  }
}
