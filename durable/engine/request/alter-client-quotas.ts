// AlterClientQuotas (API key 49, KIP-546): sets and removes quotas of users, clients and addresses.
// Does: all changes of an entity or none; validateOnly.
// Does not: quotas that a plugin of the broker decides. Names of hosts are not resolved to addresses.
// Source: ClientQuotaControlManager.alterClientQuotas of Kafka 4.3; the sentences are the controller's.
import type { KafkaErrorName } from '../../../schema/kafka/errors.ts'
import type { AlterClientQuotasRequest, AlterClientQuotasResponse } from '../../../schema/kafka/requests/client-quotas.ts'
import { MAX_ACCESS_CHANGES_PER_REQUEST, MAX_CLIENT_QUOTAS } from '../../../schema/limits.ts'
import { TOO_MANY_CHANGES } from '../access/check-acl.ts'
import { inOrder, quotaKey, refuseEntity, refuseQuota } from '../access/client-quotas.ts'
import { answer } from '../decision.ts'
import type { Decision } from '../decision.ts'
import type { Step } from '../step.ts'

type Alteration = AlterClientQuotasRequest['entries'][number]
type Result = AlterClientQuotasResponse['entries'][number]
type Refusal = { readonly error: KafkaErrorName; readonly message: string }

export function decideAlterClientQuotas(step: Step, request: AlterClientQuotasRequest): Decision<'AlterClientQuotas'> {
  const altered = new Altered(step)
  const isTooLarge = request.entries.length > MAX_ACCESS_CHANGES_PER_REQUEST
  const entries = request.entries.map((alteration): Result => {
    const refusal = isTooLarge ? invalid(TOO_MANY_CHANGES) : altered.take(alteration)
    return { error: refusal?.error ?? 'NONE', errorMessage: refusal?.message ?? null, entity: alteration.entity }
  })
  return request.validateOnly ? answer<'AlterClientQuotas'>({ entries }) : step.decision<'AlterClientQuotas'>({ entries })
}

/** What one request has altered so far. */
class Altered {
  readonly #step: Step
  readonly #entities = new Set<string>()
  #added = 0

  constructor(step: Step) {
    this.#step = step
  }

  /** Alters the quotas of one entity, or says why not. */
  take(alteration: Alteration): Refusal | null {
    const name = quotaKey(alteration.entity)
    const refusal = this.#refuse(alteration, name)
    this.#entities.add(name)
    if (refusal === null && alter(this.#step, alteration) && !this.#step.cluster.clientQuotas.has(name)) this.#added++
    return refusal
  }

  #refuse({ entity, ops }: Alteration, name: string): Refusal | null {
    const keys = new Set(ops.map(({ key }) => key))
    if (keys.size < ops.length) return invalid('Duplicate quota key: each may be altered once for an entity.')
    const malformed = refuseEntity(entity)
    if (malformed !== null) return invalid(malformed)
    if (this.#entities.has(name)) return invalid('Ignoring duplicate entity: each may be altered once.')
    for (const { key, value, remove } of ops) {
      const message = remove ? null : refuseQuota(entity, key, value)
      if (message !== null) return invalid(message)
    }
    const { clientQuotas } = this.#step.cluster
    if (clientQuotas.has(name) || clientQuotas.size + this.#added < MAX_CLIENT_QUOTAS) return null
    return { error: 'POLICY_VIOLATION', message: `A sandbox has quotas for at most ${MAX_CLIENT_QUOTAS} entities.` }
  }
}

/** Only what differs is recorded; false when that is nothing. */
function alter(step: Step, { entity: given, ops }: Alteration): boolean {
  const entity = inOrder(given)
  const values = step.cluster.clientQuotas.get(quotaKey(entity))?.values
  const before = step.records.length
  for (const { key, value: wanted, remove } of ops) {
    const value = remove ? null : wanted
    if ((values?.get(key) ?? null) !== value) step.records.push({ kind: 'clientQuota.changed', entity, key, value })
  }
  return step.records.length > before
}

function invalid(message: string): Refusal {
  return { error: 'INVALID_REQUEST', message }
}
