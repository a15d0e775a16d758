// The scrubber: history as a slider. Its value is a sequence, so that every single event can be reached with the arrow keys, even where a
// hundred of them share a pixel.
import { useSignal, useSignalEffect } from '@preact/signals'
import type { JSX, TargetedKeyboardEvent, TargetedPointerEvent } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { formatTime } from '../i18n/format.ts'
import { language } from '../i18n/language.ts'
import { theme } from '../ui/preferences.ts'
import type { TimelineContext } from './context.ts'
import { drawTrack } from './draw-track.ts'
import type { Inks } from './draw-track.ts'
import { sequenceAt, timeOf } from './event-search.ts'
import { pointedMs } from './pointed-time.ts'
import { sequenceOfKey } from './track-keys.ts'
import { text } from './text.ts'

/** So near to the end means now. */
const NOW_FROM = 0.997

export function Track({ context }: { readonly context: TimelineContext }): JSX.Element {
  const { session, moment, track } = context
  const ref = useRef<HTMLDivElement>(null)
  const isDragging = useSignal(false)
  void context.drawn.value
  const { all, firstSequence, lastSequence } = session.events
  const axis = track.axis()
  const last = lastSequence ?? 0
  const sequence = moment.sequence.value ?? last
  const timeMs = timeOf(all, sequence, track.kept)
  const position = moment.isPast.value && axis !== null && timeMs !== null ? axis.positionOf(timeMs) : 1

  const timeUnder = (event: TargetedPointerEvent<HTMLDivElement>): number | null => {
    const box = event.currentTarget.getBoundingClientRect()
    return axis === null ? null : axis.timeAt((event.clientX - box.left) / box.width)
  }
  const lookUnder = (event: TargetedPointerEvent<HTMLDivElement>): void => {
    const under = timeUnder(event)
    if (axis === null || under === null) return
    const wanted = axis.positionOf(under) > NOW_FROM ? null : sequenceAt(all, under, track.kept)
    if (wanted !== moment.sequence.value) context.look(wanted)
  }
  const onPointerDown = (event: TargetedPointerEvent<HTMLDivElement>): void => {
    if (event.button !== 0) return
    event.currentTarget.setPointerCapture(event.pointerId)
    isDragging.value = true
    void track.askHistory()
    lookUnder(event)
  }
  const onPointerMove = (event: TargetedPointerEvent<HTMLDivElement>): void => {
    pointedMs.value = timeUnder(event)
    if (isDragging.value) lookUnder(event)
  }
  const onKeyDown = (event: TargetedKeyboardEvent<HTMLDivElement>): void => {
    const wanted = sequenceOfKey(event.key, { sequence, first: track.kept?.sequence ?? firstSequence ?? 1, last, marks: track.lanes.marks })
    if (wanted === undefined) return
    event.preventDefault()
    context.look(wanted)
  }
  return (
    <div
      ref={ref}
      class="timeline-track"
      role="slider"
      tabIndex={0}
      aria-label={text.track}
      aria-orientation="horizontal"
      aria-valuemin={track.kept?.sequence ?? firstSequence ?? 0}
      aria-valuemax={last}
      aria-valuenow={sequence}
      aria-valuetext={valueText(context, sequence, timeMs)}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={() => (isDragging.value = false)}
      onPointerCancel={() => (isDragging.value = false)}
      onPointerLeave={() => (pointedMs.value = null)}
      onKeyDown={onKeyDown}
    >
      <Canvas context={context} />
      <div class="timeline-cursor" data-past={moment.isPast.value} style={{ insetInlineStart: `${position * 100}%` }} />
      <Tip context={context} />
    </div>
  )
}

function valueText({ session, moment }: TimelineContext, sequence: number, timeMs: number | null): string {
  if (!moment.isPast.value) return session.kind === 'snapshot' ? text.end : text.now
  const event = session.events.get(sequence)
  const at = text.at(formatTime(timeMs ?? 0), sequence)
  return event === null ? at : `${at} · ${event.why[language.value]}`
}

/** What is under the pointer. The list of events says the same to those who have none. */
function Tip({ context }: { readonly context: TimelineContext }): JSX.Element | null {
  const axis = context.track.axis()
  const under = pointedMs.value
  if (axis === null || under === null) return null
  const position = axis.positionOf(under)
  const { all, firstSequence } = context.session.events
  const sequence = sequenceAt(all, under, context.track.kept) ?? 0
  const mark = context.track.lanes.marks.findLast(({ timeMs }) => Math.abs(axis.positionOf(timeMs) - position) < NEAR)
  const sentence = mark === undefined ? undefined : context.session.events.get(mark.sequence)?.why[language.value]
  const note = sequence < (firstSequence ?? 0) ? text.notLoaded : sentence
  return (
    <div
      class="timeline-tip"
      data-side={position > 0.5 ? 'start' : 'end'}
      style={{ insetInlineStart: `${position * 100}%` }}
      aria-hidden="true"
    >
      <span class="mono">{text.at(formatTime(under), sequence)}</span> {note}
    </div>
  )
}

const NEAR = 0.006

const INKS = ['faults', 'leaders', 'groups', 'transactions', 'volume', 'gap', 'bookmark'] as const

function Canvas({ context }: { readonly context: TimelineContext }): JSX.Element {
  const canvas = useRef<HTMLCanvasElement>(null)
  const inks = useRef<HTMLSpanElement>(null)
  const resized = useSignal(0)
  useEffect(() => {
    const observer = new ResizeObserver(() => resized.value++)
    if (canvas.current !== null) observer.observe(canvas.current)
    return () => observer.disconnect()
  }, [resized])
  useSignalEffect(() => {
    void [resized.value, context.drawn.value, theme.value, context.track.history.value]
    const bookmarksMs = context.bookmarks.list.value.map(({ timeMs }) => timeMs)
    // The colours of a theme that was just chosen are there with the next frame.
    requestAnimationFrame(() => paint(canvas.current, inks.current, context, bookmarksMs))
  })
  return (
    <>
      <canvas ref={canvas} class="timeline-canvas" aria-hidden="true" />
      <span ref={inks} hidden>
        {INKS.map((name) => (
          <span key={name} data-ink={name} />
        ))}
      </span>
    </>
  )
}

function paint(
  canvas: HTMLCanvasElement | null,
  probes: HTMLElement | null,
  { session, track }: TimelineContext,
  bookmarksMs: readonly number[],
): void {
  const drawing = canvas?.getContext('2d')
  const axis = track.axis()
  if (canvas === null || drawing === null || drawing === undefined || probes === null || axis === null) return
  const { clientWidth: width, clientHeight: height } = canvas
  const scale = Math.min(2, window.devicePixelRatio)
  if (canvas.width !== Math.round(width * scale) || canvas.height !== Math.round(height * scale)) {
    canvas.width = Math.round(width * scale)
    canvas.height = Math.round(height * scale)
  }
  drawing.setTransform(scale, 0, 0, scale, 0, 0)
  drawTrack(drawing, { width, height }, { axis, lanes: track.lanes, events: session.events.all, bookmarksMs, inks: inksOf(probes) })
}

/** A canvas does not know the style sheet's variables, so elements that nobody sees are asked for their colour. */
function inksOf(probes: HTMLElement): Inks {
  const found: Record<string, string> = {}
  for (const probe of probes.children) {
    if (probe instanceof HTMLElement) found[probe.dataset['ink'] ?? ''] = getComputedStyle(probe).color
  }
  return found as Inks
}
