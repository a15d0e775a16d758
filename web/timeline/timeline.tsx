// The timeline below the stage: the cluster's clock in one's hand, and the history to look back on. Of a snapshot there is only the history.
import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { useEffect, useMemo } from 'preact/hooks'
import { registerShortcut } from '../actions/shortcuts.ts'
import type { Problem } from '../data/api.ts'
import { language } from '../i18n/language.ts'
import { useSession } from '../sandbox/session-context.ts'
import { ProblemNotice } from '../ui/problem-notice.tsx'
import { TimelineContext } from './context.ts'
import { forkAt } from './fork.ts'
import { Icon } from './icons.tsx'
import { BookmarkButton, ForkButton, Legend, MomentLabel, PastButtons } from './moment-controls.tsx'
import { Track } from './track.tsx'
import { PlayButton, playOrPause, SpeedControl, StepButtons, TickControls } from './transport-controls.tsx'
import { text } from './text.ts'
import './timeline.css'

export function Timeline(): JSX.Element {
  const session = useSession()
  const context = useMemo(() => new TimelineContext(session), [session])
  const isMoreOpen = useSignal(false)
  useEffect(() => context.follow(), [context])
  useEffect(() => registerKeys(context), [context])
  const { kind } = session.connection.value
  useEffect(() => {
    if (kind === 'live') void context.track.askHistory()
  }, [kind, context])
  const mayChange = session.kind === 'sandbox' && session.isOwner
  return (
    <section class="timeline" aria-label={text.timeline} data-past={context.moment.isPast.value}>
      <Outcome context={context} />
      <div class="timeline-bar">
        <PlayButton context={context} />
        {mayChange && (
          <div class="timeline-steps">
            <StepButtons context={context} />
          </div>
        )}
        <div class="timeline-more" data-open={isMoreOpen.value}>
          {mayChange && <TickControls context={context} />}
          <SpeedControl context={context} />
          <BookmarkButton context={context} />
          <ForkButton context={context} />
        </div>
        <MomentLabel context={context} />
        <Legend context={context} />
        <PastButtons context={context} />
        <button
          type="button"
          class="button timeline-button timeline-more-button"
          aria-label={text.more}
          aria-expanded={isMoreOpen.value}
          onClick={() => (isMoreOpen.value = !isMoreOpen.value)}
        >
          <Icon name="more" />
        </button>
      </div>
      <Track context={context} />
    </section>
  )
}

function registerKeys(context: TimelineContext): () => void {
  const { session, moment, transport } = context
  const keys = [
    { key: ' ', label: () => text.keyPlay, run: () => playOrPause(context) },
    { key: '[', label: () => text.keyPrevious, run: () => void moment.step(-1) },
    { key: ']', label: () => text.keyNext, run: () => void moment.step(1) },
  ]
  if (session.kind === 'sandbox' && session.isOwner) {
    keys.push({ key: '.', label: () => text.keyStep, run: () => void transport.stepEvent() })
    keys.push({ key: 'f', label: () => text.keyFork, run: () => void fork(context) })
  }
  const forget = keys.map((key) => registerShortcut(key))
  return () => {
    for (const one of forget) one()
  }
}

async function fork({ session, moment }: TimelineContext): Promise<void> {
  moment.problem.value = await forkAt(session, moment.isPast.value ? moment.sequence.value : null)
}

/** How the last thing that was asked of the clock or of the past ended, where there is something to say. */
function Outcome({ context: { moment, transport } }: { readonly context: TimelineContext }): JSX.Element {
  const problem = transport.problem.value ?? moment.problem.value
  const verdict = transport.verdict.value
  const close = (): void => {
    transport.problem.value = null
    moment.problem.value = null
    transport.verdict.value = null
  }
  const found = verdict?.kind === 'found' ? text.foundAt(verdict.event.why[language.value]) : verdict === null ? null : text.gaveUp
  return (
    <div class="timeline-outcome">
      <div role="status">{found !== null && <p class="notice">{found}</p>}</div>
      {problem !== null && <Trouble problem={problem} />}
      {(problem !== null || found !== null) && (
        <button type="button" class="button timeline-button" aria-label={text.dismiss} onClick={close}>
          ✕
        </button>
      )}
    </div>
  )
}

function Trouble({ problem }: { readonly problem: Problem }): JSX.Element {
  if (problem.status !== 410) return <ProblemNotice problem={problem} />
  return (
    <p class="notice" data-tone="warn" role="alert">
      {text.gone}
    </p>
  )
}
