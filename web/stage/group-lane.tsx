// The right lane: consumer groups, who reads what in them, and how far behind they are.
import type { JSX } from 'preact'
import type { ConsumerApp } from '../data/shapes.ts'
import { formatNumber } from '../i18n/format.ts'
import { lagWords, memberFacts } from './facts-of.ts'
import type { GroupCard, MemberCard, PartitionLag } from './model/groups.ts'
import { Phase } from './producer-lane.tsx'
import { text } from './text.ts'
import { useSelect } from './use-select.ts'

type LaneProps = { readonly cards: readonly GroupCard[]; readonly loose: readonly ConsumerApp[] }

/** What is more is told as a number: its page lists it. */
const MAX_MEMBERS = 12
const MAX_PARTITIONS = 8

export function GroupLane({ cards, loose }: LaneProps): JSX.Element {
  return (
    <section class="stage-lane" aria-labelledby="stage-groups">
      <h2 id="stage-groups">{text.groups}</h2>
      {cards.length === 0 && loose.length === 0 && <p class="quiet">{text.noGroups}</p>}
      <ul class="stage-cards">
        {cards.map((card) => (
          <li key={card.group.group_id} class="stage-group">
            <Group card={card} />
          </li>
        ))}
        {loose.map((app) => (
          <li key={`app ${app.id}`}>
            <Reader app={app} />
          </li>
        ))}
      </ul>
    </section>
  )
}

function Group({ card }: { readonly card: GroupCard }): JSX.Element {
  const { isSelected, select } = useSelect()
  const { group } = card
  const anchor = `group:${group.group_id}`
  return (
    <>
      <button
        type="button"
        class="stage-card stage-group-head"
        data-at={anchor}
        aria-pressed={isSelected(anchor)}
        onClick={() => select({ kind: 'group', groupId: group.group_id })}
      >
        <span class="stage-card-head">
          <strong>{group.group_id}</strong>
          <GroupPhase state={group.state} />
        </span>
        <span class="stage-card-line">
          {group.type === 'classic' ? text.generation(group.generation) : text.groupEpoch(group.generation)} ·{' '}
          {text.coordinator(group.coordinator)}
        </span>
        <span class="stage-card-line">
          <strong>{text.lag(formatNumber(card.totalLag))}</strong>
          {card.isReadCommitted && <> · {text.readCommitted}</>}
        </span>
      </button>
      <ul class="stage-members">
        {card.members.slice(0, MAX_MEMBERS).map((member) => (
          <li key={member.memberId}>
            <Member groupId={group.group_id} member={member} scale={card.maxLag} />
          </li>
        ))}
        {card.outside.map((app) => (
          <li key={`app ${app.id}`}>
            <Reader app={app} />
          </li>
        ))}
      </ul>
      {card.members.length > MAX_MEMBERS && <p class="quiet">{text.moreMembers(card.members.length - MAX_MEMBERS)}</p>}
      {card.unread.length > 0 && (
        <div class="stage-unread">
          <span class="quiet">{text.unread}</span>
          <Lags partitions={card.unread} scale={card.maxLag} />
        </div>
      )}
    </>
  )
}

const GROUP_STATES = {
  Stable: { glyph: '●', tone: 'good', key: 'state_Stable' },
  Empty: { glyph: '○', tone: 'quiet', key: 'state_Empty' },
  Dead: { glyph: '✕', tone: 'bad', key: 'state_Dead' },
  PreparingRebalance: { glyph: '⟳', tone: 'warn', key: 'state_PreparingRebalance' },
  CompletingRebalance: { glyph: '⟳', tone: 'warn', key: 'state_CompletingRebalance' },
  Assigning: { glyph: '⟳', tone: 'warn', key: 'state_Assigning' },
  Reconciling: { glyph: '⟳', tone: 'warn', key: 'state_Reconciling' },
} as const

/** A state that this page does not know is shown under Kafka's name. */
function GroupPhase({ state }: { readonly state: string }): JSX.Element {
  const known = Object.entries(GROUP_STATES).find(([name]) => name === state)?.[1]
  return (
    <span class="stage-phase" data-tone={known?.tone ?? 'warn'} title={state}>
      <span aria-hidden="true">{known?.glyph ?? '●'}</span> {known === undefined ? state : text[known.key]}
    </span>
  )
}

type MemberProps = { readonly groupId: string; readonly member: MemberCard; readonly scale: number }

function Member({ groupId, member, scale }: MemberProps): JSX.Element {
  const { isSelected, select } = useSelect()
  const anchor = `member:${groupId}:${member.memberId}`
  return (
    <button
      type="button"
      class="stage-member"
      data-at={member.app === null ? anchor : `app:${member.app.id}`}
      data-tip={memberFacts(member).join('\n')}
      aria-pressed={isSelected(anchor)}
      onClick={() => select({ kind: 'member', groupId, memberId: member.memberId })}
    >
      <span class="stage-card-head">
        <span>
          {member.isLeader && <span title={text.groupLeader}>★ </span>}
          {member.name}
        </span>
        {member.app !== null && member.app.phase !== 'running' && <Phase phase={member.app.phase} error={member.app.error} />}
      </span>
      {member.partitions === null || member.partitions.length === 0 ? (
        <span class="quiet">{text.nothingAssigned}</span>
      ) : (
        <Lags partitions={member.partitions} scale={scale} />
      )}
    </button>
  )
}

type LagsProps = { readonly partitions: readonly PartitionLag[]; readonly scale: number }

/** Bars share a scale within their group, so that the longest is the partition that is furthest behind. */
function Lags({ partitions, scale }: LagsProps): JSX.Element {
  return (
    <span class="stage-lags">
      {partitions.slice(0, MAX_PARTITIONS).map((partition) => (
        <span key={`${partition.topic}-${partition.partition}`} class="stage-lag">
          <span class="stage-lag-name">
            {partition.topic}-{partition.partition}
          </span>
          <span class="stage-lag-bar" aria-hidden="true">
            <span style={{ width: `${widthOf(partition.lag, scale)}%` }} />
          </span>
          <span class="stage-lag-number">{partition.lag === null ? <NoLag /> : lagWords(partition)}</span>
        </span>
      ))}
      {partitions.length > MAX_PARTITIONS && <span class="quiet">{text.moreMembers(partitions.length - MAX_PARTITIONS)}</span>}
    </span>
  )
}

/** Nothing was committed: there is no room to say so but for those who hear it; who sees it finds it in the tooltip. */
function NoLag(): JSX.Element {
  return (
    <>
      <span aria-hidden="true">–</span>
      <span class="visually-hidden">{text.noCommit}</span>
    </>
  )
}

/** A short lag stays visible, and a scale of a few records does not make it look like a disaster. */
function widthOf(lag: number | null, scale: number): number {
  if (lag === null || lag === 0) return 0
  return Math.max(4, Math.round((100 * lag) / Math.max(10, scale)))
}

function Reader({ app }: { readonly app: ConsumerApp }): JSX.Element {
  const { isSelected, select } = useSelect()
  const anchor = `app:${app.id}`
  return (
    <button
      type="button"
      class="stage-member"
      data-at={anchor}
      aria-pressed={isSelected(anchor)}
      onClick={() => select({ kind: 'app', appId: app.id })}
    >
      <span class="stage-card-head">
        <span>{app.name}</span>
        <Phase phase={app.phase} error={app.error} />
      </span>
      <span class="quiet">{app.configs['group.id'] ?? ''}</span>
    </button>
  )
}
