// Asks before the cluster is rewound, because what is lost is lost for everybody.
import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import type { Problem } from '../data/api.ts'
import { formatNumber, formatTime } from '../i18n/format.ts'
import { Dialog } from '../ui/dialog.tsx'
import { ProblemNotice } from '../ui/problem-notice.tsx'
import type { TimelineContext } from './context.ts'
import { text } from './text.ts'

type RewindProps = {
  readonly context: TimelineContext
  readonly sequence: number
  readonly timeMs: number
  readonly onClose: () => void
}

export function RewindDialog({ context: { session, moment, track }, sequence, timeMs, onClose }: RewindProps): JSX.Element {
  const problem = useSignal<Problem | null>(null)
  const isBusy = useSignal(false)
  const lost = (session.events.lastSequence ?? sequence) - sequence
  const rewind = async (): Promise<void> => {
    isBusy.value = true
    const answer = await session.api.act({ method: 'POST', path: session.v1(':rewind'), body: { to_sequence: sequence } })
    isBusy.value = false
    if (!answer.ok) {
      problem.value = answer.problem
      return
    }
    onClose()
    // The socket is closed by the server and everything is loaded again; what is shown meanwhile is already another history.
    await moment.look(null)
    await track.askHistory()
  }
  return (
    <Dialog title={text.rewindTitle} onClose={onClose}>
      <p>{text.rewindWarning(formatNumber(lost), formatTime(timeMs))}</p>
      <p class="quiet">{text.rewindOrFork}</p>
      {problem.value !== null && <ProblemNotice problem={problem.value} />}
      <div class="row">
        <button type="button" class="button" data-look="danger" disabled={isBusy.value} onClick={() => void rewind()}>
          {text.rewind}
        </button>
        <button type="button" class="button" onClick={onClose}>
          {text.cancel}
        </button>
      </div>
    </Dialog>
  )
}
