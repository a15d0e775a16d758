// What can be done to a group. Resetting its offsets has a sheet of its own, and, once it is done, a way back.
import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { ActionList } from '../actions/action-list.tsx'
import { generalRefusal, perform, placeOf } from '../actions/actions.ts'
import { groupActions } from '../actions/group-actions.ts'
import type { Problem } from '../data/api.ts'
import type { GroupState } from '../data/shapes.ts'
import { useSession } from '../sandbox/session-context.ts'
import { ProblemNotice } from '../ui/problem-notice.tsx'
import type { PartitionLag } from './lag.ts'
import { ResetDialog } from './reset-dialog.tsx'
import { text } from './text.ts'

type ActionProps = { readonly group: GroupState; readonly rows: readonly PartitionLag[] }

export function GroupActions({ group, rows }: ActionProps): JSX.Element {
  const session = useSession()
  const place = placeOf(session)
  return (
    <div class="stack">
      {generalRefusal(session) === null && <ResetAction group={group} rows={rows} />}
      {place !== null && <ActionList label={text.actions} actions={groupActions(place, group.group_id)} />}
    </div>
  )
}

/** @property undoTo the event behind which everything was still as before; null when it was undone. */
type Reset = { readonly partitions: number; readonly undoTo: number | null }

function ResetAction({ group, rows }: ActionProps): JSX.Element {
  const isOpen = useSignal(false)
  const done = useSignal<Reset | null>(null)
  const onReset = (partitions: number, undoTo: number): void => {
    isOpen.value = false
    done.value = { partitions, undoTo }
  }
  return (
    <>
      <div class="row">
        <button type="button" class="button" data-look="main" data-action="group.reset" onClick={() => (isOpen.value = true)}>
          {text.reset}
        </button>
      </div>
      <div role="status">
        {done.value !== null && <ResetNotice reset={done.value} onUndone={() => (done.value = { partitions: 0, undoTo: null })} />}
      </div>
      {isOpen.value && <ResetDialog group={group} rows={rows} onClose={() => (isOpen.value = false)} onReset={onReset} />}
    </>
  )
}

function ResetNotice({ reset, onUndone }: { readonly reset: Reset; readonly onUndone: () => void }): JSX.Element {
  const session = useSession()
  const problem = useSignal<Problem | null>(null)
  const { partitions, undoTo } = reset
  if (undoTo === null) return <div class="notice">{text.undone}</div>
  const undo = async (): Promise<void> => {
    problem.value = await perform(session, { method: 'POST', path: session.v1(':rewind'), body: { to_sequence: undoTo } })
    if (problem.value === null) onUndone()
  }
  return (
    <div class="notice row">
      {text.wasReset(partitions)}
      <button type="button" class="button" onClick={() => void undo()}>
        {text.undo}
      </button>
      <span class="quiet">{text.undoHint(undoTo)}</span>
      {problem.value !== null && <ProblemNotice problem={problem.value} />}
    </div>
  )
}
