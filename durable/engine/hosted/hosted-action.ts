// Making, keeping and removing hosted consumers. What such a consumer does to its group it does with requests, like any client; here only its
// memory is kept.
import { MAX_HOSTED_CHARACTERS, MAX_HOSTED_CONSUMERS } from '../../../schema/limits.ts'
import type { ClusterView } from '../cluster.ts'
import { refuseAction } from '../decision.ts'
import type { ActionDecision } from '../decision.ts'
import type { HostedInput } from '../input.ts'
import type { ClusterRecord } from '../record.ts'
import { hostedKey } from './hosted-consumer.ts'
import type { HostedConsumer, HostedName } from './hosted-consumer.ts'

export function decideHostedAction(cluster: ClusterView, input: HostedInput): ActionDecision {
  const { hostedConsumers } = cluster
  const known = hostedConsumers.get(hostedKey(input))
  switch (input.kind) {
    case 'createConsumer': {
      if (known !== undefined) return refuseAction('DUPLICATE_RESOURCE', `There is a consumer ${input.name} in group ${input.groupId}.`)
      if (hostedConsumers.size >= MAX_HOSTED_CONSUMERS) {
        return refuseAction('POLICY_VIOLATION', `A sandbox hosts at most ${MAX_HOSTED_CONSUMERS} consumers.`)
      }
      const { kind: _kind, nowMs: usedMs, ...spec } = input
      const characters = charactersOf(input.consumer)
      if (!hasRoomFor(cluster, characters)) return noRoom()
      return done({ kind: 'consumer.created', ...spec, usedMs, characters })
    }
    case 'keepConsumer': {
      if (known === undefined) return unknown(input)
      const { groupId, name, consumer } = input
      const characters = charactersOf(consumer)
      const added = characters - (known.characters ?? 0)
      if (added > 0 && !hasRoomFor(cluster, added)) return noRoom()
      return done({ kind: 'consumer.changed', groupId, name, consumer, characters })
    }
    case 'removeConsumer': {
      if (known === undefined) return unknown(input)
      const { groupId, name } = input
      return done({ kind: 'consumer.removed', groupId, name, reason: { code: 'removed' } })
    }
  }
}

function charactersOf(consumer: HostedConsumer['consumer']): number {
  return JSON.stringify(consumer).length
}

function hasRoomFor({ hostedConsumers }: ClusterView, added: number): boolean {
  let characters = added
  for (const hosted of hostedConsumers.values()) characters += hosted.characters ?? 0
  return characters <= MAX_HOSTED_CHARACTERS
}

function noRoom(): ActionDecision {
  const message = `What all hosted consumers of a sandbox know has at most ${MAX_HOSTED_CHARACTERS} characters: subscribe to fewer topics, or remove some.`
  return refuseAction('POLICY_VIOLATION', message)
}

function done(record: ClusterRecord): ActionDecision {
  return { records: [record], writes: [], outcome: { ok: true, faultId: null } }
}

function unknown({ groupId, name }: HostedName): ActionDecision {
  return refuseAction('RESOURCE_NOT_FOUND', `There is no consumer ${name} in group ${groupId}.`)
}
