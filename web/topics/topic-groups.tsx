// Who reads a topic, and how far each group is behind in each partition.
import type { JSX } from 'preact'
import { sandboxHref } from '../app/location.ts'
import type { ClusterState, TopicState } from '../data/shapes.ts'
import { formatNumber } from '../i18n/format.ts'
import { useSession } from '../sandbox/session-context.ts'
import { text } from './text.ts'
import { groupsOf } from './topic-facts.ts'
import type { GroupLag } from './topic-facts.ts'

export function TopicGroups({ topic, state }: { readonly topic: TopicState; readonly state: ClusterState }): JSX.Element {
  const groups = groupsOf(state, topic)
  if (groups.length === 0) return <p class="notice">{text.noGroups}</p>
  return (
    <div class="stack">
      {groups.map((group) => (
        <GroupCard key={group.groupId} group={group} />
      ))}
    </div>
  )
}

function GroupCard({ group: { groupId, state, lag, partitions } }: { readonly group: GroupLag }): JSX.Element {
  const session = useSession()
  return (
    <section class="card stack">
      <div class="row">
        <h3>
          <a href={sandboxHref(session.sandboxId, { view: 'group', groupId })}>{groupId}</a>
        </h3>
        <span class="badge">{state}</span>
        <span>
          {text.lag}: <strong>{lag === null ? text.unknown : formatNumber(lag)}</strong>
        </span>
      </div>
      <div class="table-box">
        <table>
          <caption class="visually-hidden">{text.groupTable(groupId)}</caption>
          <thead>
            <tr>
              <th scope="col">{text.partition}</th>
              <th scope="col">{text.member}</th>
              <th scope="col" class="number">
                {text.committed}
              </th>
              <th scope="col" class="number">
                {text.highWatermark}
              </th>
              <th scope="col" class="number">
                {text.lag}
              </th>
            </tr>
          </thead>
          <tbody>
            {partitions.map((one) => (
              <tr key={one.partition}>
                <th scope="row">{one.partition}</th>
                <td class="topics-member mono">{one.memberId ?? '–'}</td>
                <td class="number">{one.committed ?? '–'}</td>
                <td class="number">{one.highWatermark}</td>
                <td class="number">{one.lag ?? text.unknown}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}
