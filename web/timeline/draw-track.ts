// The picture of the timeline: how much happened as a ground, the four lanes above it, gaps hatched. It says nothing that the list of events
// does not say as text. A lane is known by its place and its shapes, not by its colour alone.
import type { Axis } from './axis.ts'
import { histogram } from './event-search.ts'
import { LANES } from './lanes.ts'
import type { Lane, Lanes, Mark, Span } from './lanes.ts'

/** The colours, as the style sheet of the moment has them. */
export type Inks = Readonly<Record<Lane | 'volume' | 'gap' | 'bookmark', string>>

export type Picture = {
  readonly axis: Axis
  readonly lanes: Lanes
  readonly events: readonly { readonly sequence: number; readonly time_ms: number }[]
  readonly bookmarksMs: readonly number[]
  readonly inks: Inks
}

type Size = { readonly width: number; readonly height: number }

const BUCKET_WIDTH = 4
const BAR_HEIGHT = 5

export function drawTrack(context: CanvasRenderingContext2D, size: Size, picture: Picture): void {
  context.clearRect(0, 0, size.width, size.height)
  drawVolume(context, size, picture)
  drawGaps(context, size, picture)
  for (const lane of LANES) drawLane(context, size, picture, lane)
  drawBookmarks(context, size, picture)
}

function drawVolume(context: CanvasRenderingContext2D, { width, height }: Size, { axis, events, inks }: Picture): void {
  const count = Math.max(1, Math.floor(width / BUCKET_WIDTH))
  const edges = Array.from({ length: count + 1 }, (_, index) => axis.timeAt(index / count))
  const buckets = histogram(events, edges)
  const most = Math.max(1, ...buckets)
  context.fillStyle = inks.volume
  for (const [index, amount] of buckets.entries()) {
    if (amount === 0) continue
    const tall = Math.max(1, Math.sqrt(amount / most) * height)
    context.fillRect(index * BUCKET_WIDTH, height - tall, BUCKET_WIDTH - 1, tall)
  }
}

/** Slanted strokes: here time is folded. */
function drawGaps(context: CanvasRenderingContext2D, { width, height }: Size, { axis, inks }: Picture): void {
  context.strokeStyle = inks.gap
  context.lineWidth = 1
  context.beginPath()
  for (const gap of axis.gaps) {
    const from = axis.positionOf(gap.fromMs) * width
    const until = axis.positionOf(gap.untilMs) * width
    for (let x = from; x < until; x += 6) {
      context.moveTo(x, height)
      context.lineTo(Math.min(until, x + 6), 0)
    }
  }
  context.stroke()
}

function drawLane(context: CanvasRenderingContext2D, { width, height }: Size, { axis, lanes, inks }: Picture, lane: Lane): void {
  const middle = ((LANES.indexOf(lane) + 0.5) * height) / LANES.length
  context.fillStyle = inks[lane]
  context.strokeStyle = inks[lane]
  for (const span of lanes.spans) {
    if (span.lane === lane && (span.untilMs ?? axis.untilMs) >= axis.fromMs) drawSpan(context, span, axis, width, middle)
  }
  let drawnAt = Number.NEGATIVE_INFINITY
  for (const mark of lanes.marks) {
    if (mark.lane !== lane || mark.timeMs < axis.fromMs) continue
    const x = Math.round(axis.positionOf(mark.timeMs) * width)
    // An election of fifty partitions is one shape.
    if (x === drawnAt) continue
    drawnAt = x
    drawMark(context, mark, x, middle)
  }
}

function drawSpan(context: CanvasRenderingContext2D, { fromMs, untilMs, isUndone }: Span, axis: Axis, width: number, middle: number): void {
  const from = axis.positionOf(fromMs) * width
  const long = Math.max(2, axis.positionOf(untilMs ?? axis.untilMs) * width - from)
  const top = middle - BAR_HEIGHT / 2
  if (isUndone) context.strokeRect(from + 0.5, top + 0.5, Math.max(1, long - 1), BAR_HEIGHT - 1)
  else context.fillRect(from, top, long, BAR_HEIGHT)
}

/** Each lane has a shape: a triangle, a diamond, a disc, and a stroke. */
function drawMark(context: CanvasRenderingContext2D, { lane }: Mark, x: number, y: number): void {
  context.beginPath()
  if (lane === 'faults') polygon(context, [x, y - 5, x + 4.5, y + 4, x - 4.5, y + 4])
  else if (lane === 'leaders') polygon(context, [x, y - 5, x + 4, y, x, y + 5, x - 4, y])
  else if (lane === 'groups') context.arc(x, y, 3.5, 0, Math.PI * 2)
  else context.rect(x - 0.75, y - 4.5, 1.5, 9)
  context.fill()
}

function polygon(context: CanvasRenderingContext2D, points: readonly number[]): void {
  for (let index = 0; index < points.length; index += 2) context.lineTo(points[index] ?? 0, points[index + 1] ?? 0)
  context.closePath()
}

/** Flags at the top. */
function drawBookmarks(context: CanvasRenderingContext2D, { width, height }: Size, { axis, bookmarksMs, inks }: Picture): void {
  context.fillStyle = inks.bookmark
  for (const timeMs of bookmarksMs) {
    const x = axis.positionOf(timeMs) * width
    context.fillRect(x, 0, 1, height)
    context.beginPath()
    polygon(context, [x, 0, x + 8, 3.5, x, 7])
    context.fill()
  }
}
