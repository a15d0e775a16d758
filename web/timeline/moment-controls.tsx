// What is said of the moment that is shown, and what can be done from it: back to now, rewind, fork, bookmarks.
import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { formatTime } from '../i18n/format.ts'
import { language } from '../i18n/language.ts'
import { BookmarksDialog } from './bookmarks-dialog.tsx'
import type { TimelineContext } from './context.ts'
import { timeOf } from './event-search.ts'
import { forkAt } from './fork.ts'
import { Icon } from './icons.tsx'
import { LANES } from './lanes.ts'
import { RewindDialog } from './rewind-dialog.tsx'
import { IconButton } from './transport-controls.tsx'
import { text } from './text.ts'

type Part = { readonly context: TimelineContext }

/** When it is, and what happened then. */
export function MomentLabel({ context }: Part): JSX.Element {
  const { session, moment, track, transport } = context
  void context.drawn.value
  const sequence = moment.sequence.value ?? session.events.lastSequence ?? 0
  const timeMs = moment.isPast.value
    ? timeOf(session.events.all, sequence, track.kept)
    : Math.max(session.live.value?.clock.now_ms ?? 0, session.events.all.at(-1)?.time_ms ?? 0)
  const isNow = !moment.isPast.value
  const word = session.kind === 'snapshot' ? text.end : transport.isRunning.value ? text.running : text.held
  return (
    <p class="timeline-label" data-past={!isNow}>
      <span class="mono">{formatTime(timeMs ?? 0)}</span> <span class="quiet mono">#{sequence}</span>{' '}
      {isNow ? <span class="quiet">{word}</span> : <span>{session.events.get(sequence)?.why[language.value] ?? ''}</span>}
    </p>
  )
}

/** What the shapes on the track mean. */
export function Legend({ context }: Part): JSX.Element | null {
  if (context.moment.isPast.value) return null
  return (
    <ul class="timeline-legend" aria-label={text.lanes}>
      {LANES.map((lane) => (
        <li key={lane} data-ink={lane}>
          {text[lane]}
        </li>
      ))}
    </ul>
  )
}

export function PastButtons({ context }: Part): JSX.Element | null {
  const { session, moment, track } = context
  const isRewinding = useSignal(false)
  const sequence = moment.sequence.value
  if (!moment.isPast.value || sequence === null) return null
  const mayChange = session.kind === 'sandbox' && session.isOwner
  return (
    <>
      <button type="button" class="button" data-look="main" onClick={() => void moment.look(null)}>
        {session.kind === 'snapshot' ? text.backToEnd : text.backToNow}
      </button>
      {mayChange && (
        <button type="button" class="button" data-look="danger" onClick={() => (isRewinding.value = true)}>
          {text.rewindHere}
        </button>
      )}
      {isRewinding.value && (
        <RewindDialog
          context={context}
          sequence={sequence}
          timeMs={timeOf(session.events.all, sequence, track.kept) ?? 0}
          onClose={() => (isRewinding.value = false)}
        />
      )}
    </>
  )
}

export function ForkButton({ context }: Part): JSX.Element | null {
  const { session, moment } = context
  const isForking = useSignal(false)
  if (session.kind === 'snapshot' || !session.isOwner) return null
  const fork = async (): Promise<void> => {
    isForking.value = true
    moment.problem.value = await forkAt(session, moment.isPast.value ? moment.sequence.value : null)
    isForking.value = false
  }
  return (
    <button type="button" class="button" disabled={isForking.value} aria-keyshortcuts="f" onClick={() => void fork()}>
      <Icon name="fork" /> {moment.isPast.value ? text.forkHere : text.fork}
    </button>
  )
}

export function BookmarkButton({ context }: Part): JSX.Element {
  const isOpen = useSignal(false)
  return (
    <>
      <IconButton icon="flag" label={text.bookmarks} onPress={() => (isOpen.value = true)} />
      {isOpen.value && <BookmarksDialog context={context} onClose={() => (isOpen.value = false)} />}
    </>
  )
}
