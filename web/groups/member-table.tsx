// The members of a group, and what can be done to each.
import type { JSX } from 'preact'
import { ActionButton } from '../actions/action-button.tsx'
import { placeOf } from '../actions/actions.ts'
import { memberActions } from '../actions/group-actions.ts'
import type { GroupState } from '../data/shapes.ts'
import { formatNumber } from '../i18n/format.ts'
import { useSession } from '../sandbox/session-context.ts'
import { text } from './text.ts'

type Member = GroupState['members'][number]

/** Everything else that an application can do stands in the inspector. */
const SHOWN_ACTIONS = new Set(['app.kill', 'app.stop', 'member.expire', 'member.remove'])

export function MemberTable({ group }: { readonly group: GroupState }): JSX.Element {
  if (group.members.length === 0) return <p class="quiet">{text.noMembers}</p>
  return (
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
              <td class="mono facts-id">{member.member_id}</td>
              <td>{member.assignment === null ? text.unknown : formatNumber(member.assignment.length)}</td>
              <td>
                <MemberActions groupId={group.group_id} member={member} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function MemberActions({ groupId, member }: { readonly groupId: string; readonly member: Member }): JSX.Element | null {
  const session = useSession()
  const place = placeOf(session)
  if (place === null || session.kind === 'snapshot') return null
  const actions = memberActions(place, groupId, member.member_id).filter(({ id }) => SHOWN_ACTIONS.has(id))
  return (
    <div class="row" role="group" aria-label={text.actionsOf(member.client_id)}>
      {actions.map(({ key: _key, ...action }) => (
        <ActionButton key={action.id} action={action} isReasonTold />
      ))}
    </div>
  )
}
