// One consumer group: what it is, who reads what, how far it is behind, and how it came to that.
import type { JSX } from 'preact'
import { useEffect } from 'preact/hooks'
import { sandboxHref } from '../app/location.ts'
import { useSession } from '../sandbox/session-context.ts'
import { PastNotice } from '../sequence/past-notice.tsx'
import { assignmentMatrix } from './assignment.ts'
import { AssignmentTable } from './assignment-table.tsx'
import { GroupActions } from './group-actions.tsx'
import { GroupFacts } from './group-facts.tsx'
import { partitionLags, totalLag } from './lag.ts'
import { LagTable } from './lag-table.tsx'
import { MemberTable } from './member-table.tsx'
import { RebalanceSection } from './rebalance-section.tsx'
import { text } from './text.ts'
import '../ui/facts-page.css'
import './groups.css'

export function GroupPage({ groupId }: { readonly groupId: string }): JSX.Element {
  const session = useSession()
  useEffect(() => {
    // The keys of actions are about what is selected: here, what the page shows.
    session.selection.value = { kind: 'group', groupId }
  }, [session, groupId])
  const state = session.state.value
  const group = state?.groups.find(({ group_id: id }) => id === groupId) ?? null
  const rows = group === null || state === null ? [] : partitionLags(group, state.topics)
  return (
    <div class="facts-page stack">
      <PastNotice />
      <nav class="row" aria-label={text.title}>
        <a href={sandboxHref(session.sandboxId, { view: 'groups' })}>← {text.all}</a>
      </nav>
      <section class="card stack" aria-labelledby="group-title">
        <h2 id="group-title" class="facts-id">
          {groupId}
        </h2>
        {group === null ? (
          <p class="notice">{text.gone(groupId)}</p>
        ) : (
          <>
            <GroupFacts group={group} lag={totalLag(rows)} />
            <GroupActions group={group} rows={rows} />
          </>
        )}
      </section>
      {group !== null && (
        <>
          <section class="card stack" aria-labelledby="assignment-title">
            <h3 id="assignment-title">{text.assignment}</h3>
            <AssignmentTable title={text.assignmentNow} matrix={assignmentMatrix(null, group.members)} showsChange={false} />
          </section>
          <section class="card stack" aria-labelledby="lag-title">
            <h3 id="lag-title">{text.lagTitle}</h3>
            <LagTable group={group} rows={rows} />
          </section>
          <section class="card stack" aria-labelledby="members-title">
            <h3 id="members-title">{text.members}</h3>
            <MemberTable group={group} />
          </section>
        </>
      )}
      <RebalanceSection groupId={groupId} />
    </div>
  )
}
