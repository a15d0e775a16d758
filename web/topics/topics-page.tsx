// /s/{id}/topics: every topic with its health, its pace, and who reads it.
import type { JSX } from 'preact'
import { ActionButton } from '../actions/action-button.tsx'
import { formAction, placeOf } from '../actions/actions.ts'
import { createTopicForm } from '../actions/topic-actions.ts'
import { sandboxHref } from '../app/location.ts'
import type { ClusterState, TopicState } from '../data/shapes.ts'
import { formatBytes, formatNumber } from '../i18n/format.ts'
import { useSession } from '../sandbox/session-context.ts'
import type { RateHistory } from './rate-history.ts'
import { Sparkline } from './sparkline.tsx'
import { text } from './text.ts'
import { groupsOf, healthOf, isInternal, openTransactions, replicationFactor, sizeBytes } from './topic-facts.ts'
import { useRates } from './use-rates.ts'
import './topics.css'

export function TopicsPage(): JSX.Element {
  const session = useSession()
  const rates = useRates()
  const state = session.state.value
  const place = placeOf(session)
  const topics = (state?.topics ?? []).filter((topic) => session.showsInternal.value || !isInternal(topic))
  return (
    <div class="topics-page">
      <div class="row">
        <h2>{text.topics}</h2>
        {place !== null && session.kind === 'sandbox' && (
          <ActionButton action={formAction({ id: 'topic.create', label: text.create, look: 'main' }, createTopicForm(place))} />
        )}
        <label class="topics-check">
          <input
            type="checkbox"
            checked={session.showsInternal.value}
            onChange={(event) => {
              session.showsInternal.value = event.currentTarget.checked
              session.refresh()
            }}
          />
          {text.internal}
        </label>
      </div>
      {topics.length === 0 || state === null ? (
        <p class="notice">{text.noTopics}</p>
      ) : (
        <TopicTable topics={topics} state={state} rates={rates} />
      )}
    </div>
  )
}

type TableProps = { readonly topics: readonly TopicState[]; readonly state: ClusterState; readonly rates: RateHistory }

function TopicTable({ topics, state, rates }: TableProps): JSX.Element {
  return (
    <div class="table-box card topics-table">
      <table>
        <caption class="visually-hidden">{text.topics}</caption>
        <thead>
          <tr>
            <th scope="col">{text.name}</th>
            <th scope="col" class="number">
              {text.partitions}
            </th>
            <th scope="col" class="number">
              {text.replicationFactor}
            </th>
            <th scope="col" class="number">
              {text.minIsr}
            </th>
            <th scope="col">{text.health}</th>
            <th scope="col">{text.rate}</th>
            <th scope="col">{text.groups}</th>
            <th scope="col">{text.transactions}</th>
            <th scope="col" class="number">
              {text.size}
            </th>
          </tr>
        </thead>
        <tbody>
          {topics.map((topic) => (
            <TopicRow key={topic.topic_id} topic={topic} state={state} rates={rates} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

function TopicRow({ topic, state, rates }: Omit<TableProps, 'topics'> & { readonly topic: TopicState }): JSX.Element {
  const session = useSession()
  const { name, partitions } = topic
  return (
    <tr>
      <th scope="row">
        <a href={sandboxHref(session.sandboxId, { view: 'topic', topic: name })}>{name}</a>
        {isInternal(topic) && <span class="badge topics-internal">{text.internalTopic}</span>}
      </th>
      <td class="number">{formatNumber(partitions.length)}</td>
      <td class="number">{replicationFactor(topic)}</td>
      <td class="number">{partitions[0]?.min_isr ?? '–'}</td>
      <td>
        <HealthBadge topic={topic} />
      </td>
      <td>
        <Rate topic={name} rates={rates} />
      </td>
      <td>
        <GroupLags state={state} topic={topic} />
      </td>
      <td>
        {openTransactions(state, name).map((transactionalId) => (
          <a key={transactionalId} class="topics-chip" href={sandboxHref(session.sandboxId, { view: 'transaction', transactionalId })}>
            {transactionalId}
          </a>
        ))}
      </td>
      <td class="number">{formatBytes(sizeBytes(topic))}</td>
    </tr>
  )
}

export function HealthBadge({ topic }: { readonly topic: TopicState }): JSX.Element {
  const { underReplicated, underMinIsr, offline } = healthOf(topic)
  if (underReplicated + underMinIsr + offline === 0) {
    return (
      <span class="badge" data-tone="good">
        ✓ {text.healthy}
      </span>
    )
  }
  return (
    <span class="topics-badges">
      {offline > 0 && (
        <span class="badge" data-tone="bad">
          ✖ {text.offline(offline)}
        </span>
      )}
      {underMinIsr > 0 && (
        <span class="badge" data-tone="bad">
          ▼ {text.underMinIsr(underMinIsr)}
        </span>
      )}
      {underReplicated > 0 && (
        <span class="badge" data-tone="warn">
          ◌ {text.underReplicated(underReplicated)}
        </span>
      )}
    </span>
  )
}

function Rate({ topic, rates }: { readonly topic: string; readonly rates: RateHistory }): JSX.Element {
  const rate = rates.rate(topic)
  return (
    <span class="topics-rate">
      <Sparkline values={rates.perSecond(topic)} />
      {rate === null ? '–' : text.perSecond(formatNumber(Math.round(rate * 10) / 10))}
    </span>
  )
}

function GroupLags({ state, topic }: { readonly state: ClusterState; readonly topic: TopicState }): JSX.Element {
  const session = useSession()
  return (
    <>
      {groupsOf(state, topic).map(({ groupId, lag }) => (
        <a key={groupId} class="topics-chip" href={sandboxHref(session.sandboxId, { view: 'group', groupId })}>
          {text.lagOf(groupId, lag === null ? text.unknown : formatNumber(lag))}
        </a>
      ))}
    </>
  )
}
