// Why a group with members can be neither reset nor deleted, and the way out: stopping the applications that are its members.
import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { perform } from '../actions/actions.ts'
import type { Problem } from '../data/api.ts'
import type { GroupState } from '../data/shapes.ts'
import { useSession } from '../sandbox/session-context.ts'
import { ProblemNotice } from '../ui/problem-notice.tsx'
import { appsOfGroup, foreignMembers } from './member-apps.ts'
import { text } from './text.ts'

export function StopMembers({ group }: { readonly group: GroupState }): JSX.Element {
  const session = useSession()
  const problem = useSignal<Problem | null>(null)
  const apps = appsOfGroup(group.group_id, session.apps.value).filter(({ phase }) => phase === 'running' || phase === 'paused')
  const foreign = foreignMembers(group, session.apps.value)
  const stop = async (): Promise<void> => {
    for (const app of apps) {
      problem.value = await perform(session, { method: 'POST', path: session.v1(`/apps/${app.id}:stop`), body: {} })
      if (problem.value !== null) return
    }
  }
  return (
    <div class="notice stack" data-tone="warn">
      <p>{text.mustBeEmpty}</p>
      {foreign > 0 && <p>{text.othersRead(foreign)}</p>}
      {apps.length > 0 && (
        <div class="row">
          <button type="button" class="button" onClick={() => void stop()}>
            {text.stopApps(apps.map(({ name }) => name).join(', '))}
          </button>
        </div>
      )}
      {problem.value !== null && <ProblemNotice problem={problem.value} />}
    </div>
  )
}
