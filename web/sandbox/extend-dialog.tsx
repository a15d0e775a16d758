// Lets a sandbox live longer, or says until when it lives. It opens by itself before the end.
import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { DEFAULT_TTL_SECONDS, MAX_TTL_SECONDS } from '../../schema/limits.ts'
import type { Problem } from '../data/api.ts'
import type { LiveSession } from '../data/live-session.ts'
import { formatDuration } from '../i18n/format.ts'
import { Dialog } from '../ui/dialog.tsx'
import { ProblemNotice } from '../ui/problem-notice.tsx'
import { text } from './text.ts'
import type { TimeLeft } from './time-left.ts'

const DAY_SECONDS = 24 * 3_600
const CHOICES = [DAY_SECONDS, DEFAULT_TTL_SECONDS, MAX_TTL_SECONDS]

type ExtendDialogProps = { readonly session: LiveSession; readonly left: TimeLeft; readonly onClose: () => void }

export function ExtendDialog({ session, left, onClose }: ExtendDialogProps): JSX.Element {
  const problem = useSignal<Problem | null>(null)
  const isAsking = useSignal(false)
  const extend = async (seconds: number): Promise<void> => {
    isAsking.value = true
    problem.value = await session.change({ ttl_seconds: seconds })
    isAsking.value = false
    if (problem.value === null) onClose()
  }
  return (
    <Dialog title={left.level === 'calm' ? text.lifeTitle : text.endsSoon} onClose={onClose}>
      <p>{text.lifeLeft(formatDuration(left.leftMs))}</p>
      <p class="quiet">{text.lifeEnd}</p>
      <div class="row" role="group" aria-label={text.extend}>
        {CHOICES.map((seconds) => (
          <button
            key={seconds}
            type="button"
            class="button"
            data-look={seconds === DEFAULT_TTL_SECONDS ? 'main' : undefined}
            autoFocus={seconds === DEFAULT_TTL_SECONDS}
            disabled={isAsking.value}
            onClick={() => void extend(seconds)}
          >
            {text.extendTo(seconds / DAY_SECONDS)}
          </button>
        ))}
      </div>
      {problem.value !== null && <ProblemNotice problem={problem.value} />}
    </Dialog>
  )
}
