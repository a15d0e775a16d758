// Making, keeping and removing hosted consumers. What such a consumer does to its group it does with requests, like any client; here only its
// memory is kept.
import { MAX_HOSTED_CONSUMERS } from '../../../schema/limits.ts'
import type { ClusterView } from '../cluster.ts'
import { refuseAction } from '../decision.ts'
import type { ActionDecision } from '../decision.ts'
import type { HostedInput } from '../input.ts'
import type { ClusterRecord } from '../record.ts'
import { hostedKey } from './hosted-consumer.ts'
import type { HostedName } from './hosted-consumer.ts'

export function decideHostedAction({ hostedConsumers }: ClusterView, input: HostedInput): ActionDecision {
  const known = hostedConsumers.get(hostedKey(input))
  switch (input.kind) {
    case 'createConsumer': {
      if (known !== undefined) return refuseAction('DUPLICATE_RESOURCE', `There is a consumer ${input.name} in group ${input.groupId}.`)
      if (hostedConsumers.size >= MAX_HOSTED_CONSUMERS) {
        return refuseAction('POLICY_VIOLATION', `A sandbox hosts at most ${MAX_HOSTED_CONSUMERS} consumers.`)
      }
      const { kind: _kind, nowMs: usedMs, ...spec } = input
      return done({ kind: 'consumer.created', ...spec, usedMs })
    }
    case 'keepConsumer': {
      if (known === undefined) return unknown(input)
      const { groupId, name, consumer } = input
      return done({ kind: 'consumer.changed', groupId, name, consumer })
    }
    case 'removeConsumer': {
      if (known === undefined) return unknown(input)
      const { groupId, name } = input
      return done({ kind: 'consumer.removed', groupId, name, reason: { code: 'removed' } })
    }
  }
}

function done(record: ClusterRecord): ActionDecision {
  return { records: [record], writes: [], outcome: { ok: true, faultId: null } }
}

function unknown({ groupId, name }: HostedName): ActionDecision {
  return refuseAction('RESOURCE_NOT_FOUND', `There is no consumer ${name} in group ${groupId}.`)
}
