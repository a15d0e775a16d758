// What the parts of the timeline share: the session, the moment that is looked at, the clock by hand, and what is drawn.
import { signal } from '@preact/signals'
import type { SandboxSession } from '../data/session.ts'
import { BookmarkShelf } from './bookmark-shelf.ts'
import type { Moment } from './moment.ts'
import { momentOf } from './moment.ts'
import { TrackModel } from './track-model.ts'
import { Transport } from './transport.ts'

export class TimelineContext {
  readonly session: SandboxSession
  readonly moment: Moment
  readonly transport: Transport
  readonly track: TrackModel
  readonly bookmarks: BookmarkShelf
  /** Grows when the timeline is to be drawn again: with the log, but not as often. */
  readonly drawn = signal(0)

  constructor(session: SandboxSession) {
    this.session = session
    this.moment = momentOf(session)
    this.transport = new Transport(session)
    this.track = new TrackModel(session)
    this.bookmarks = new BookmarkShelf(session.sandboxId, this.track.history)
  }

  /** Looks at a moment, or at the first one that can be looked at. */
  look(sequence: number | null): void {
    void this.moment.look(sequence === null ? null : Math.max(sequence, this.track.kept?.sequence ?? 1))
  }

  /** Events may come sixty times a second; the timeline follows ten times. Returns how to stop. */
  follow(): () => void {
    let timer: ReturnType<typeof setTimeout> | undefined
    const draw = (): void => {
      timer = undefined
      this.track.catchUp()
      this.drawn.value++
    }
    draw()
    const forget = this.session.events.version.subscribe(() => {
      timer ??= setTimeout(draw, DRAW_GAP_MS)
    })
    return () => {
      forget()
      clearTimeout(timer)
      this.transport.stop()
      this.moment.stop()
    }
  }
}

const DRAW_GAP_MS = 100
