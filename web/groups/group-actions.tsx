// What can be done to a group: rebalance it, reset its offsets, delete it; and, after a reset, undo.
import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { perform } from '../actions/actions.ts'
import type { ApiCall, Problem } from '../data/api.ts'
import type { GroupState } from '../data/shapes.ts'
import { useSession } from '../sandbox/session-context.ts'
import { Dialog } from '../ui/dialog.tsx'
import { ProblemNotice } from '../ui/problem-notice.tsx'
import type { PartitionLag } from './lag.ts'
import { ResetDialog } from './reset-dialog.tsx'
import { StopMembers } from './stop-members.tsx'
import { text } from './text.ts'

type ActionProps = { readonly group: GroupState; readonly rows: readonly PartitionLag[] }
type Done = { readonly said: string; readonly undoTo: number | null }

export function GroupActions({ group, rows }: ActionProps): JSX.Element {
  const session = useSession()
  const opened = useSignal<'reset' | 'delete' | null>(null)
  const done = useSignal<Done | null>(null)
  const problem = useSignal<Problem | null>(null)
  const path = session.v3(`/consumer-groups/${encodeURIComponent(group.group_id)}`)
  const refusal = refusalOf(session.isOwner, session.past.value !== null)
  const run = async (call: ApiCall, said: string | null): Promise<void> => {
    problem.value = await perform(session, call)
    if (problem.value === null && said !== null) done.value = { said, undoTo: null }
  }
  const onReset = (partitions: number, undoTo: number): void => {
    opened.value = null
    done.value = { said: text.wasReset(partitions), undoTo }
  }
  return (
    <div class="stack">
      <div class="row" role="group" aria-label={text.actions}>
        <button
          type="button"
          class="button"
          data-action="group.rebalance"
          disabled={refusal !== null || group.members.length === 0}
          onClick={() => void run({ method: 'POST', path: `${path}:rebalance` }, null)}
        >
          {text.rebalanceNow}
        </button>
        <button type="button" class="button" data-action="group.reset" disabled={refusal !== null} onClick={() => (opened.value = 'reset')}>
          {text.reset}
        </button>
        <button
          type="button"
          class="button"
          data-look="danger"
          data-action="group.delete"
          disabled={refusal !== null}
          onClick={() => (opened.value = 'delete')}
        >
          {text.delete}
        </button>
        {refusal !== null && <span class="quiet">{refusal}</span>}
      </div>
      {problem.value !== null && <ProblemNotice problem={problem.value} />}
      <div role="status">{done.value !== null && <DoneNotice done={done.value} onUndo={(call) => void run(call, text.undone)} />}</div>
      {opened.value === 'reset' && <ResetDialog group={group} rows={rows} onClose={() => (opened.value = null)} onReset={onReset} />}
      {opened.value === 'delete' && (
        <DeleteDialog
          group={group}
          onClose={() => (opened.value = null)}
          onDelete={() => void run({ method: 'DELETE', path }, text.deleted)}
        />
      )}
    </div>
  )
}

export function refusalOf(isOwner: boolean, isPast: boolean): string | null {
  if (!isOwner) return text.viewer
  return isPast ? text.inPast : null
}

function DoneNotice({ done, onUndo }: { readonly done: Done; readonly onUndo: (call: ApiCall) => void }): JSX.Element {
  const session = useSession()
  const { undoTo } = done
  return (
    <div class="notice row">
      {done.said}
      {undoTo !== null && (
        <>
          <button
            type="button"
            class="button"
            onClick={() => onUndo({ method: 'POST', path: session.v1(':rewind'), body: { to_sequence: undoTo } })}
          >
            {text.undo}
          </button>
          <span class="quiet">{text.undoHint(undoTo)}</span>
        </>
      )}
    </div>
  )
}

type DeleteProps = { readonly group: GroupState; readonly onClose: () => void; readonly onDelete: () => void }

function DeleteDialog({ group, onClose, onDelete }: DeleteProps): JSX.Element {
  const isEmpty = group.members.length === 0
  return (
    <Dialog title={text.delete} onClose={onClose}>
      {isEmpty ? <p>{text.deleteQuestion(group.group_id)}</p> : <StopMembers group={group} />}
      <div class="row">
        <button type="button" class="button" onClick={onClose}>
          {text.cancel}
        </button>
        <button
          type="button"
          class="button"
          data-look="danger"
          disabled={!isEmpty}
          onClick={() => {
            onClose()
            onDelete()
          }}
        >
          {text.delete}
        </button>
      </div>
    </Dialog>
  )
}
