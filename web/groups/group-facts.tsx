// What a group is right now, in a list of names and values.
import type { JSX } from 'preact'
import type { GroupState } from '../data/shapes.ts'
import { formatNumber } from '../i18n/format.ts'
import { text } from './text.ts'

/** Shape and word, not only colour: a settled group, one that nobody is in, and one that is on its way. */
const LOOKS: Readonly<Record<string, { readonly tone: string; readonly mark: string }>> = {
  Stable: { tone: 'good', mark: '●' },
  Empty: { tone: 'quiet', mark: '○' },
  Dead: { tone: 'bad', mark: '✕' },
}

export function StateBadge({ state }: { readonly state: string }): JSX.Element {
  const { tone, mark } = LOOKS[state] ?? { tone: 'warn', mark: '◐' }
  return (
    <span class="badge" data-tone={tone}>
      <span aria-hidden="true">{mark}</span> {state}
    </span>
  )
}

export function GroupFacts({ group, lag }: { readonly group: GroupState; readonly lag: number }): JSX.Element {
  const leader = group.members.find(({ member_id: id }) => id === group.leader)
  const facts: readonly (readonly [name: string, value: JSX.Element | string])[] = [
    [text.protocol, text[group.type]],
    [text.state, <StateBadge key="state" state={group.state} />],
    [text.coordinator, group.coordinator < 0 ? text.noBroker : text.broker(group.coordinator)],
    [group.type === 'classic' ? text.generation : text.epoch, formatNumber(group.generation)],
    [text.assignor, group.protocol_name ?? '–'],
    ...(group.type === 'classic' ? [[text.leader, leader?.client_id ?? '–'] as const] : []),
    [text.members, formatNumber(group.members.length)],
    [text.totalLag, formatNumber(lag)],
  ]
  return (
    <dl class="facts-list">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt class="quiet">{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}
