// What is known of a consumer group, of a member, and of a transaction.
import { isConsumerApp } from '../data/shapes.ts'
import type { AnyApp, ClusterState, GroupState } from '../data/shapes.ts'
import { formatDuration, formatNumber } from '../i18n/format.ts'
import { factText, valueText } from './fact-text.ts'
import { brokerLink, fact, factIf, time } from './facts.ts'
import type { Fact, Facts, Tone } from './facts.ts'

export function groupFacts(state: ClusterState, groupId: string): Facts | null {
  const group = state.groups.find(({ group_id: id }) => id === groupId)
  if (group === undefined) return null
  const lags = lagsOf(state, group)
  const members = group.members.map(({ member_id: memberId }) => ({ label: memberId, to: { kind: 'member', groupId, memberId } as const }))
  return {
    facts: [
      fact('state', group.state, { tone: stateTone(group.state) }),
      fact('type', group.type),
      fact(group.type === 'classic' ? 'generation' : 'memberEpoch', String(group.generation)),
      ...factIf(group.protocol_name !== null, 'assignor', group.protocol_name ?? ''),
      coordinatorFact(group.coordinator),
      fact(
        'lag',
        lags.reduce((sum, { lag }) => sum + (lag ?? 0), 0),
      ),
      ...factIf(group.leader !== null, 'groupLeader', group.leader ?? ''),
      fact('members', members.length, members.length === 0 ? {} : { links: members }),
    ],
    tables: [
      {
        caption: factText.lag,
        head: [factText.assignment, 'committed', 'HW', factText.lag],
        rows: lags.map(({ topic, partition, offset, end, lag }) => ({
          key: `${topic}-${partition}`,
          cells: [`${topic}-${partition}`, String(offset), end === null ? '–' : String(end), lag === null ? '–' : formatNumber(lag)],
          to: { kind: 'partition', topic, partition },
        })),
      },
    ],
  }
}

type Lag = {
  readonly topic: string
  readonly partition: number
  readonly offset: number
  readonly end: number | null
  readonly lag: number | null
}

function lagsOf({ topics }: ClusterState, { committed }: GroupState): Lag[] {
  return committed.map(({ topic, partition_index: partition, offset }) => {
    const found = topics.find(({ name }) => name === topic)?.partitions.find(({ partition_index: index }) => index === partition)
    const end = found?.logs.find(({ broker_id: id }) => id === found.leader)?.high_watermark ?? null
    return { topic, partition, offset, end, lag: end === null ? null : Math.max(0, end - offset) }
  })
}

function stateTone(state: string): Tone {
  if (state === 'Stable') return 'good'
  return state === 'Dead' || state === 'Empty' ? 'bad' : 'warn'
}

function coordinatorFact(coordinator: number): Fact {
  if (coordinator < 0) return fact('coordinator', valueText.none, { tone: 'bad' })
  return fact('coordinator', valueText.broker(coordinator), { links: [brokerLink(coordinator)] })
}

export function memberFacts(state: ClusterState, apps: readonly AnyApp[], groupId: string, memberId: string): Facts | null {
  const group = state.groups.find(({ group_id: id }) => id === groupId)
  const member = group?.members.find(({ member_id: id }) => id === memberId)
  if (member === undefined) return null
  const app = apps.find((one) => isConsumerApp(one) && one.consumer?.member_id === memberId)
  const links = (member.assignment ?? []).map(({ topic, partition_index: partition }) => {
    return { label: `${topic}-${partition}`, to: { kind: 'partition', topic, partition } as const }
  })
  return {
    facts: [
      fact('assignment', member.assignment === null ? '–' : valueText.none, links.length === 0 ? {} : { links }),
      ...(app === undefined ? [] : [fact('app', app.name, { links: [{ label: app.name, to: { kind: 'app', appId: app.id } }] })]),
      fact('groups', groupId, { links: [{ label: groupId, to: { kind: 'group', groupId } }] }),
      fact('clientId', member.client_id),
      fact('clientHost', member.client_host),
      ...factIf(member.group_instance_id !== null, 'groupInstanceId', member.group_instance_id ?? ''),
      fact('memberId', memberId),
    ],
    tables: [],
  }
}

export function transactionFacts({ transactions }: ClusterState, transactionalId: string): Facts | null {
  const transaction = transactions.find(({ transactional_id: id }) => id === transactionalId)
  if (transaction === undefined) return null
  const { partitions, pending_state: pending, start_timestamp_ms: since } = transaction
  return {
    facts: [
      fact('state', transaction.state, { tone: transaction.state === 'Ongoing' ? 'warn' : 'good' }),
      ...factIf(pending !== null, 'pendingState', pending ?? ''),
      ...factIf(since !== null, 'openSince', time(since)),
      coordinatorFact(transaction.coordinator),
      fact('producerId', String(transaction.producer_id)),
      fact('producerEpoch', String(transaction.producer_epoch)),
      fact('timeout', formatDuration(transaction.transaction_timeout_ms)),
    ],
    tables:
      partitions.length === 0
        ? []
        : [
            {
              caption: factText.writtenPartitions,
              head: [factText.assignment, 'marker'],
              rows: partitions.map(({ topic, partition_index: partition, marker }) => ({
                key: `${topic}-${partition}`,
                cells: [`${topic}-${partition}`, marker ?? '–'],
                to: { kind: 'partition', topic, partition },
              })),
            },
          ],
  }
}
