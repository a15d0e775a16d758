// One rebalance, step by step: what the coordinator noted, and, of members that are simulated applications, what they asked, heard, and told
// their rebalance listener. Of every other member only what the coordinator noted is known.
import { changeOf, factsIn, listIn, numberIn, textIn } from '../data/event-facts.ts'
import type { Facts } from '../data/event-facts.ts'
import type { ClusterEvent } from '../data/shapes.ts'
import { lanesOf } from '../sequence/sequence.ts'
import type { Lane, Sequence, SequenceStep } from '../sequence/sequence.ts'
import type { Rebalance } from './rebalances.ts'

/** An application that is, or was, a member. */
export type MemberApp = { readonly appId: number; readonly name: string }

/** Events of other kinds that are worth reading between the first and the last of a rebalance, and a little around. */
export const MEMBER_KINDS = ['app.changed'] as const
export const EVENTS_BEFORE = 40
export const EVENTS_BEHIND = 120

const MEMBERSHIP = new Set(['JoinGroup', 'SyncGroup', 'LeaveGroup', 'ConsumerGroupHeartbeat', 'Heartbeat'])

export function stepsOfRebalance(rebalance: Rebalance, appEvents: readonly ClusterEvent[], apps: readonly MemberApp[]): Sequence {
  const story = new Story(rebalance, apps)
  const events = [...rebalance.events, ...appEvents].toSorted((one, other) => one.sequence - other.sequence)
  for (const event of events) story.tell(event)
  const steps = story.steps.map((step) => ({ ...step, from: story.laneKey(step.from), to: story.laneKey(step.to) }))
  return { lanes: lanesOf(steps, (key) => story.laneOf(key)), steps }
}

class Story {
  readonly steps: SequenceStep[] = []
  readonly #rebalance: Rebalance
  readonly #appNames: ReadonlyMap<number, string>
  /** Requests of members that an event of the coordinator follows from, by their own sequence. */
  readonly #causes: ReadonlySet<number>
  readonly #appOfMember = new Map<string, number>()
  readonly #clientIds = new Map<string, string>()
  /** Requests on their way, as `app/request`, with the coordinator that they went to. */
  readonly #asked = new Map<string, { readonly broker: string; readonly api: string }>()
  readonly #stepOfRequest = new Map<number, { readonly index: number; readonly appId: number }>()
  readonly #heartbeats = new Set<number>()

  constructor(rebalance: Rebalance, apps: readonly MemberApp[]) {
    this.#rebalance = rebalance
    this.#appNames = new Map(apps.map(({ appId, name }) => [appId, name]))
    this.#causes = new Set(rebalance.events.flatMap(({ caused_by: cause }) => (cause === null ? [] : [cause])))
  }

  tell(event: ClusterEvent): void {
    if (event.kind === 'group.changed') this.#tellClassic(event)
    else if (event.kind === 'group.written') this.#tellWritten(event)
    else if (event.kind === 'app.changed') this.#tellApp(event)
  }

  /** A member that is an application has the application's lane, so that it keeps it under another member id. */
  laneKey(key: string): string {
    const appId = this.#appOfMember.get(key)
    return appId === undefined ? key : `app:${appId}`
  }

  laneOf(key: string): Lane {
    const [kind, id = ''] = key.split(':')
    if (kind === 'broker') return { key, role: 'coordinator', label: `broker ${id}` }
    if (kind === 'app') return { key, role: 'client', label: this.#appNames.get(Number(id)) ?? `app ${id}` }
    return { key, role: 'client', label: this.#clientIds.get(key) ?? key }
  }

  // ---- The coordinator ----

  #tellClassic(event: ClusterEvent): void {
    const { kind, change } = changeOf(event.facts)
    const member = factsIn(change, 'member')
    const memberId = textIn(change, 'member_id') ?? textIn(member, 'member_id')
    const clientId = textIn(member, 'client_id')
    const broker = `broker:${numberIn(event.facts, 'broker_id') ?? '?'}`
    if (memberId !== null) {
      if (clientId !== null) this.#clientIds.set(memberId, clientId)
      if (this.#isTold(event, memberId)) return
      this.#add(event, memberId, broker, kind === 'member.synced' ? 'SyncGroup' : 'JoinGroup', 'request')
      return
    }
    this.#add(event, broker, broker, coordinatorLabel(kind, change), kind === 'members.removed' ? 'trouble' : 'state')
  }

  /** Where the request is a step already, the coordinator's sentence about it is the better one, as it names the member. */
  #isTold(event: ClusterEvent, memberId: string): boolean {
    const asked = event.caused_by === null ? undefined : this.#stepOfRequest.get(event.caused_by)
    if (asked === undefined) return false
    this.#appOfMember.set(memberId, asked.appId)
    const step = this.steps[asked.index]
    if (step === undefined || step.event.kind !== 'app.changed') return false
    this.steps[asked.index] = { ...step, event }
    return true
  }

  #tellWritten(event: ClusterEvent): void {
    const changes = listIn(event.facts, 'changes')
    const broker = `broker:${numberIn(event.facts, 'broker_id') ?? '?'}`
    const asked = event.caused_by === null ? undefined : this.#stepOfRequest.get(event.caused_by)
    const members = changes.filter((change) => textIn(change, 'kind') === 'ConsumerGroupCurrentMemberAssignment')
    const [only] = members
    const memberId = only === undefined || members.length > 1 ? null : textIn(only, 'member_id')
    if (memberId !== null && asked !== undefined) this.#appOfMember.set(memberId, asked.appId)
    for (const change of changes) this.#noteClient(change)
    const labels = changes.flatMap(writtenLabel)
    this.#add(event, broker, broker, labels.join(' · ') || '__consumer_offsets', changes.some(isDeparture) ? 'trouble' : 'state')
  }

  #noteClient(change: Facts): void {
    const memberId = textIn(change, 'member_id')
    const clientId = textIn(factsIn(change, 'value'), 'client_id')
    if (memberId !== null && clientId !== null) this.#clientIds.set(memberId, clientId)
  }

  // ---- Members that are applications ----

  #tellApp(event: ClusterEvent): void {
    const appId = numberIn(event.facts, 'app_id')
    if (appId === null || !this.#appNames.has(appId)) return
    const { kind, change } = changeOf(event.facts)
    if (kind === 'consumer.sent') this.#tellRequests(event, appId, listIn(change, 'requests'))
    if (kind === 'consumer.heard') this.#tellAnswers(event, appId, change)
    if (kind === 'consumer.rebalanced') this.#tellCallbacks(event, appId, listIn(change, 'callbacks'))
  }

  #tellRequests(event: ClusterEvent, appId: number, requests: readonly Facts[]): void {
    for (const request of requests) {
      const api = textIn(request, 'api') ?? ''
      if (!MEMBERSHIP.has(api) || !this.#belongs(event, api, appId)) continue
      const broker = `broker:${numberIn(request, 'broker_id') ?? '?'}`
      this.#asked.set(`${appId}/${numberIn(request, 'request_id') ?? ''}`, { broker, api })
      this.#stepOfRequest.set(event.sequence, { index: this.steps.length, appId })
      this.#add(event, `app:${appId}`, broker, api, 'request')
    }
  }

  /** Heartbeats go on all the time: of the classic ones the first tells a member that it has to join again, of the new ones those that changed something. */
  #belongs({ sequence }: ClusterEvent, api: string, appId: number): boolean {
    if (this.#causes.has(sequence)) return true
    if (api === 'ConsumerGroupHeartbeat') return false
    const { firstSequence, settled, cause } = this.#rebalance
    if (sequence < firstSequence || sequence > (settled?.sequence ?? Number.POSITIVE_INFINITY) + EVENTS_BEHIND) return false
    if (api !== 'Heartbeat') return true
    if (sequence < cause.sequence || (settled !== null && sequence > settled.sequence) || this.#heartbeats.has(appId)) return false
    this.#heartbeats.add(appId)
    return true
  }

  #tellAnswers(event: ClusterEvent, appId: number, change: Facts): void {
    const ids = change['request_ids']
    if (!Array.isArray(ids)) return
    for (const id of ids) {
      const asked = this.#asked.get(`${appId}/${String(id)}`)
      if (asked === undefined) continue
      const isAnswer = change['is_answer'] === true
      this.#add(event, asked.broker, `app:${appId}`, asked.api, isAnswer ? 'answer' : 'trouble')
    }
  }

  #tellCallbacks(event: ClusterEvent, appId: number, callbacks: readonly Facts[]): void {
    if (event.sequence < this.#rebalance.firstSequence) return
    for (const callback of callbacks) {
      const partitions = listIn(callback, 'partitions').map(
        (one) => `${textIn(one, 'topic') ?? ''}-${numberIn(one, 'partition_index') ?? ''}`,
      )
      if (partitions.length === 0) continue
      const kind = textIn(callback, 'kind')
      const label = `${CALLBACKS[kind ?? ''] ?? kind ?? ''} ${partitions.join(', ')}`
      this.#add(event, `app:${appId}`, `app:${appId}`, label, kind === 'lost' ? 'trouble' : 'callback')
    }
  }

  #add(event: ClusterEvent, from: string, to: string, label: string, tone: SequenceStep['tone']): void {
    this.steps.push({ event, from, to, label, tone })
  }
}

/** As the methods of ConsumerRebalanceListener are called. */
const CALLBACKS: Readonly<Record<string, string>> = {
  assigned: 'onPartitionsAssigned',
  revoked: 'onPartitionsRevoked',
  lost: 'onPartitionsLost',
}

/** The states of a classic group, by Kafka's names. */
function coordinatorLabel(kind: string, change: Facts): string {
  switch (kind) {
    case 'created':
    case 'emptied':
      return 'Empty'
    case 'members.removed': {
      const ids = change['member_ids']
      return `− ${Array.isArray(ids) ? ids.join(', ') : ''}`
    }
    case 'rebalance.started':
    case 'rebalance.extended':
      return 'PreparingRebalance'
    case 'generation.started':
      return `CompletingRebalance · ${textIn(change, 'protocol_name') ?? ''}`
    case 'assignment.written':
      return '__consumer_offsets'
    case 'assignment.committed':
      return 'Stable'
    default:
      return kind
  }
}

function writtenLabel(change: Facts): readonly string[] {
  const value = factsIn(change, 'value')
  const memberId = textIn(change, 'member_id') ?? ''
  switch (textIn(change, 'kind')) {
    case 'ConsumerGroupMetadata':
      return change['value'] === null ? [] : [`groupEpoch ${numberIn(value, 'epoch') ?? ''}`]
    case 'ConsumerGroupTargetAssignmentMetadata':
      return change['value'] === null ? [] : [`assignmentEpoch ${numberIn(value, 'assignment_epoch') ?? ''}`]
    case 'ConsumerGroupMemberMetadata':
      return change['value'] === null ? [`− ${memberId}`] : []
    case 'ConsumerGroupCurrentMemberAssignment':
      return change['value'] === null
        ? []
        : [`${memberId}: memberEpoch ${numberIn(value, 'member_epoch') ?? ''} ${textIn(value, 'state') ?? ''}`]
    default:
      return []
  }
}

function isDeparture(change: Facts): boolean {
  return textIn(change, 'kind') === 'ConsumerGroupMemberMetadata' && change['value'] === null
}
