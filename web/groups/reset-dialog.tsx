// The sheet in which the offsets of a group are reset: scope, target, what would change, and then it is done.
import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import type { ApiCall, Problem } from '../data/api.ts'
import type { GroupState } from '../data/shapes.ts'
import { useSession } from '../sandbox/session-context.ts'
import { Dialog } from '../ui/dialog.tsx'
import { ProblemNotice } from '../ui/problem-notice.tsx'
import type { PartitionLag } from './lag.ts'
import { resetCall } from './reset.ts'
import type { PlannedOffset, ResetChoice } from './reset.ts'
import { ResetForm } from './reset-form.tsx'
import { ResetPreview } from './reset-preview.tsx'
import { StopMembers } from './stop-members.tsx'
import { text } from './text.ts'

type DialogProps = {
  readonly group: GroupState
  readonly rows: readonly PartitionLag[]
  readonly onClose: () => void
  /** @param undoTo the event behind which everything was still as before. */
  readonly onReset: (partitions: number, undoTo: number) => void
}

type Answer = { readonly data: readonly PlannedOffset[] }

export function ResetDialog({ group, rows, onClose, onReset }: DialogProps): JSX.Element {
  const session = useSession()
  const choice = useSignal<ResetChoice>({ scope: { kind: 'group' }, target: 'to_earliest', value: '' })
  const planned = useSignal<readonly PlannedOffset[] | null>(null)
  const problem = useSignal<Problem | null>(null)
  const path = session.v3(`/consumer-groups/${encodeURIComponent(group.group_id)}`)
  const isEmpty = group.members.length === 0

  const change = (next: ResetChoice): void => {
    choice.value = next
    planned.value = null
    problem.value = null
  }
  const ask = async (call: ApiCall | null): Promise<readonly PlannedOffset[] | null> => {
    if (call === null) return null
    const answer = await session.api.act<Answer>(call)
    problem.value = answer.ok ? null : answer.problem
    return answer.ok ? answer.value.data : null
  }
  const preview = async (): Promise<void> => {
    planned.value = await ask(resetCall(path, choice.value, false))
  }
  const apply = async (): Promise<void> => {
    const undoTo = await newestSequence()
    const done = await ask(resetCall(path, choice.value, true))
    if (done === null) return
    session.refresh()
    onReset(done.length, undoTo)
  }
  const newestSequence = async (): Promise<number> => {
    const state = await session.api.look<{ sequence: number }>({ method: 'GET', path: session.v1('/state?internal=false') })
    return state.ok ? state.value.sequence : (session.events.lastSequence ?? 0)
  }

  const isComplete = resetCall(path, choice.value, false) !== null
  return (
    <Dialog title={text.resetTitle(group.group_id)} onClose={onClose}>
      {!isEmpty && <StopMembers group={group} />}
      <ResetForm choice={choice.value} rows={rows} onChange={change} />
      {problem.value !== null && <ProblemNotice problem={problem.value} />}
      {planned.value !== null && <ResetPreview planned={planned.value} />}
      <div class="row">
        <button type="button" class="button" disabled={!isEmpty || !isComplete} onClick={() => void preview()}>
          {text.preview}
        </button>
        <button
          type="button"
          class="button"
          data-look="main"
          disabled={!isEmpty || planned.value === null || planned.value.length === 0}
          onClick={() => void apply()}
        >
          {text.apply}
        </button>
      </div>
    </Dialog>
  )
}
