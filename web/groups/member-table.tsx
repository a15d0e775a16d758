// The members of a group, and the way to remove one.
import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { perform } from '../actions/actions.ts'
import type { Problem } from '../data/api.ts'
import type { GroupState } from '../data/shapes.ts'
import { formatNumber } from '../i18n/format.ts'
import { useSession } from '../sandbox/session-context.ts'
import { ProblemNotice } from '../ui/problem-notice.tsx'
import { refusalOf } from './group-actions.tsx'
import { text } from './text.ts'

type Member = GroupState['members'][number]

export function MemberTable({ group }: { readonly group: GroupState }): JSX.Element {
  const session = useSession()
  const problem = useSignal<Problem | null>(null)
  if (group.members.length === 0) return <p class="quiet">{text.noMembers}</p>
  const isRefused = refusalOf(session.isOwner, session.past.value !== null) !== null
  const remove = async ({ member_id: consumerId, group_instance_id: instanceId }: Member): Promise<void> => {
    // Kafka finds a static member by the id that it keeps, and any other by the one that it was given.
    const member = instanceId === null ? { consumer_id: consumerId } : { instance_id: instanceId }
    const path = session.v3(`/consumer-groups/${encodeURIComponent(group.group_id)}/members:remove`)
    problem.value = await perform(session, { method: 'POST', path, body: { members: [member] } })
  }
  return (
    <>
      {problem.value !== null && <ProblemNotice problem={problem.value} />}
      <div class="table-box" tabIndex={0} role="group" aria-label={text.members}>
        <table>
          <caption class="visually-hidden">{text.members}</caption>
          <thead>
            <tr>
              {[text.client, text.host, text.instance, text.memberId, text.partitions, text.actions].map((head) => (
                <th key={head} scope="col">
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {group.members.map((member) => (
              <tr key={member.member_id}>
                <th scope="row">{member.client_id}</th>
                <td class="mono">{member.client_host}</td>
                <td>{member.group_instance_id ?? '–'}</td>
                <td class="mono groups-id">{member.member_id}</td>
                <td>{member.assignment === null ? text.unknown : formatNumber(member.assignment.length)}</td>
                <td>
                  <button
                    type="button"
                    class="button"
                    disabled={isRefused}
                    aria-label={text.removeMember(member.client_id)}
                    onClick={() => void remove(member)}
                  >
                    {text.remove}
                  </button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  )
}
