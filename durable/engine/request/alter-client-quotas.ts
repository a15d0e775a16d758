// AlterClientQuotas (API key 49, KIP-546): sets and removes quotas of users, clients and addresses.
// Does: all changes of an entity or none; validateOnly.
// Does not: quotas that a plugin of the broker decides. Names of hosts are not resolved to addresses.
// Source: ClientQuotaControlManager.alterClientQuotas of Kafka 4.3; the sentences are the controller's.
import type { KafkaErrorName } from '../../../schema/kafka/errors.ts'
import type { AlterClientQuotasRequest, AlterClientQuotasResponse, QuotaEntity } from '../../../schema/kafka/requests/client-quotas.ts'
import { MAX_CLIENT_QUOTAS } from '../../../schema/limits.ts'
import { inOrder, quotaKey, refuseEntity, refuseQuota } from '../access/client-quotas.ts'
import { answer } from '../decision.ts'
import type { Decision } from '../decision.ts'
import type { Step } from '../step.ts'

type Alteration = AlterClientQuotasRequest['entries'][number]
type Result = AlterClientQuotasResponse['entries'][number]
type Refusal = { readonly error: KafkaErrorName; readonly message: string }

export function decideAlterClientQuotas(step: Step, request: AlterClientQuotasRequest): Decision<'AlterClientQuotas'> {
  const altered = new Set<string>()
  const entries = request.entries.map((alteration): Result => {
    const refusal = refuse(step, alteration, altered)
    if (refusal === null) alter(step, alteration)
    altered.add(quotaKey(alteration.entity))
    return { error: refusal?.error ?? 'NONE', errorMessage: refusal?.message ?? null, entity: alteration.entity }
  })
  return request.validateOnly ? answer<'AlterClientQuotas'>({ entries }) : step.decision<'AlterClientQuotas'>({ entries })
}

function refuse(step: Step, { entity, ops }: Alteration, altered: ReadonlySet<string>): Refusal | null {
  const keys = new Set(ops.map(({ key }) => key))
  if (keys.size < ops.length) return invalid('Duplicate quota key: each may be altered once for an entity.')
  const malformed = refuseEntity(entity)
  if (malformed !== null) return invalid(malformed)
  if (altered.has(quotaKey(entity))) return invalid('Ignoring duplicate entity: each may be altered once.')
  for (const { key, value, remove } of ops) {
    const message = remove ? null : refuseQuota(entity, key, value)
    if (message !== null) return invalid(message)
  }
  return refuseOneMore(step, entity)
}

function refuseOneMore(step: Step, entity: QuotaEntity): Refusal | null {
  const { clientQuotas } = step.cluster
  const added = new Set(step.records.flatMap((record) => (record.kind === 'clientQuota.changed' ? [quotaKey(record.entity)] : [])))
  const isNew = !clientQuotas.has(quotaKey(entity))
  if (!isNew || clientQuotas.size + added.size < MAX_CLIENT_QUOTAS) return null
  return { error: 'POLICY_VIOLATION', message: `A sandbox has quotas for at most ${MAX_CLIENT_QUOTAS} entities.` }
}

/** Only what differs is recorded. */
function alter(step: Step, { entity: given, ops }: Alteration): void {
  const entity = inOrder(given)
  const values = step.cluster.clientQuotas.get(quotaKey(entity))?.values
  for (const { key, value: wanted, remove } of ops) {
    const value = remove ? null : wanted
    if ((values?.get(key) ?? null) !== value) step.records.push({ kind: 'clientQuota.changed', entity, key, value })
  }
}

function invalid(message: string): Refusal {
  return { error: 'INVALID_REQUEST', message }
}
