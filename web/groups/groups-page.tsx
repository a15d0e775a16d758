// All consumer groups of the sandbox.
import type { JSX } from 'preact'
import { sandboxHref } from '../app/location.ts'
import type { ClusterState, GroupState } from '../data/shapes.ts'
import { formatNumber } from '../i18n/format.ts'
import { useSession } from '../sandbox/session-context.ts'
import { PastNotice } from '../sequence/past-notice.tsx'
import { StateBadge } from './group-facts.tsx'
import { partitionLags, totalLag } from './lag.ts'
import { text } from './text.ts'
import '../ui/facts-page.css'
import './groups.css'

export function GroupsPage(): JSX.Element {
  const session = useSession()
  const state = session.state.value
  return (
    <div class="facts-page stack">
      <PastNotice />
      <section class="card stack" aria-labelledby="groups-title">
        <h2 id="groups-title">{text.title}</h2>
        {state === null || state.groups.length === 0 ? <p class="quiet">{text.none}</p> : <GroupTable state={state} />}
      </section>
    </div>
  )
}

function GroupTable({ state }: { readonly state: ClusterState }): JSX.Element {
  const { sandboxId } = useSession()
  const heads = [text.group, text.protocol, text.state, text.coordinator, text.generationOrEpoch, text.members, text.topics, text.totalLag]
  const groups = state.groups.toSorted((one, other) => (one.group_id < other.group_id ? -1 : 1))
  return (
    <div class="table-box" tabIndex={0} role="group" aria-label={text.title}>
      <table>
        <caption class="visually-hidden">{text.title}</caption>
        <thead>
          <tr>
            {heads.map((head) => (
              <th key={head} scope="col" class={NUMBERS().has(head) ? 'number' : undefined}>
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {groups.map((group) => (
            <GroupRow key={group.group_id} group={group} state={state} sandboxId={sandboxId} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

const NUMBERS = (): ReadonlySet<string> => new Set([text.generationOrEpoch, text.members, text.totalLag])

type RowProps = { readonly group: GroupState; readonly state: ClusterState; readonly sandboxId: string }

function GroupRow({ group, state, sandboxId }: RowProps): JSX.Element {
  const lags = partitionLags(group, state.topics)
  const topics = Array.from(new Set(lags.map(({ topic }) => topic)))
  return (
    <tr>
      <th scope="row">
        <a href={sandboxHref(sandboxId, { view: 'group', groupId: group.group_id })}>{group.group_id}</a>
      </th>
      <td>{text[group.type]}</td>
      <td>
        <StateBadge state={group.state} />
      </td>
      <td>{group.coordinator < 0 ? text.noBroker : text.broker(group.coordinator)}</td>
      <td class="number">{formatNumber(group.generation)}</td>
      <td class="number">{formatNumber(group.members.length)}</td>
      <td>{topics.join(', ')}</td>
      <td class="number">{formatNumber(totalLag(lags))}</td>
    </tr>
  )
}
