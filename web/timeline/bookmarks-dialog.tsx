// The bookmarks, and a note for the moment that is shown.
import { useSignal } from '@preact/signals'
import type { JSX, TargetedSubmitEvent } from 'preact'
import { formatTime } from '../i18n/format.ts'
import { Dialog } from '../ui/dialog.tsx'
import { MAX_NOTE_LENGTH } from './bookmarks.ts'
import type { TimelineContext } from './context.ts'
import { timeOf } from './event-search.ts'
import { text } from './text.ts'

type BookmarksProps = { readonly context: TimelineContext; readonly onClose: () => void }

export function BookmarksDialog({ context: { session, moment, track, bookmarks }, onClose }: BookmarksProps): JSX.Element {
  const note = useSignal('')
  // The moment of the opening: while the cluster runs, the newest event is another one with each key that is pressed.
  const shown = useSignal(moment.sequence.value ?? session.events.lastSequence)
  const timeMs = shown.value === null ? null : timeOf(session.events.all, shown.value, track.kept)
  const add = (event: TargetedSubmitEvent<HTMLFormElement>): void => {
    event.preventDefault()
    if (shown.value === null) return
    bookmarks.add({ sequence: shown.value, timeMs: timeMs ?? 0, note: note.value })
    note.value = ''
  }
  const look = (sequence: number): void => {
    onClose()
    void moment.look(sequence)
  }
  return (
    <Dialog title={text.bookmarks} onClose={onClose}>
      <form class="stack" onSubmit={add}>
        <label class="field">
          {text.bookmarkNote}
          <input value={note.value} maxLength={MAX_NOTE_LENGTH} onInput={({ currentTarget }) => (note.value = currentTarget.value)} />
          <span class="hint mono">{text.at(formatTime(timeMs ?? 0), shown.value ?? 0)}</span>
        </label>
        <div class="row">
          <button type="submit" class="button" data-look="main">
            {text.addBookmark}
          </button>
          <span class="quiet">{text.bookmarksKept}</span>
        </div>
      </form>
      {bookmarks.list.value.length === 0 && <p class="quiet">{text.noBookmarks}</p>}
      <ul class="timeline-bookmarks">
        {bookmarks.list.value.map((bookmark) => (
          <li key={bookmark.sequence} class="row">
            <span class="mono">{text.at(formatTime(bookmark.timeMs), bookmark.sequence)}</span>
            <span class="timeline-note">{bookmark.note}</span>
            <button type="button" class="button" onClick={() => look(bookmark.sequence)}>
              {text.goTo}
            </button>
            <button type="button" class="button" data-look="plain" onClick={() => bookmarks.remove(bookmark.sequence)}>
              {text.remove}
            </button>
          </li>
        ))}
      </ul>
    </Dialog>
  )
}
