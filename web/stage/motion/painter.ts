// Draws what is in the air: one path for each kind, so that a frame with hundreds of dots is a handful of calls.
import type { Anchors } from './anchors.ts'
import type { Point } from './curve.ts'
import { eased, pointAt } from './curve.ts'
import type { Flight, Stream } from './flights.ts'
import type { MotionKind } from './motions-of.ts'
import { TRAVEL_MS } from './motions-of.ts'

export type Colours = Readonly<Record<MotionKind | 'lost' | 'ground', string>>

const KINDS: readonly MotionKind[] = ['produce', 'replicate', 'fetch', 'answer', 'commit', 'marker']

/** What gets lost comes so far. */
const LOST_AT = 0.55

export function paint(
  context: CanvasRenderingContext2D,
  anchors: Anchors,
  colours: Colours,
  flights: readonly Flight[],
  streams: readonly Stream[],
  nowMs: number,
): void {
  if (streams.length > 0) paintStreams(context, anchors, colours, streams, nowMs)
  for (const kind of KINDS) paintKind(context, anchors, colours[kind], kind, flights, nowMs)
  paintLost(context, anchors, colours.lost, flights, nowMs)
}

function paintKind(
  context: CanvasRenderingContext2D,
  anchors: Anchors,
  colour: string,
  kind: MotionKind,
  flights: readonly Flight[],
  nowMs: number,
): void {
  context.beginPath()
  let isAny = false
  for (const flight of flights) {
    if (flight.kind !== kind || flight.startMs > nowMs) continue
    const share = (nowMs - flight.startMs) / TRAVEL_MS
    if (flight.isLost && share > LOST_AT) continue
    const curve = anchors.curveOf(flight.edge)
    if (curve === null) continue
    isAny = true
    addShape(context, kind, pointAt(curve, eased(share)), radiusOf(flight.count))
  }
  if (!isAny) return
  if (kind === 'answer') {
    context.lineWidth = 1.5
    context.strokeStyle = colour
    context.stroke()
    return
  }
  context.fillStyle = colour
  context.fill()
}

/** A cross where the network swallowed it. */
function paintLost(context: CanvasRenderingContext2D, anchors: Anchors, colour: string, flights: readonly Flight[], nowMs: number): void {
  context.beginPath()
  for (const flight of flights) {
    if (!flight.isLost || (nowMs - flight.startMs) / TRAVEL_MS <= LOST_AT) continue
    const curve = anchors.curveOf(flight.edge)
    if (curve === null) continue
    const { x, y } = pointAt(curve, eased(LOST_AT))
    context.moveTo(x - 5, y - 5)
    context.lineTo(x + 5, y + 5)
    context.moveTo(x + 5, y - 5)
    context.lineTo(x - 5, y + 5)
  }
  context.lineWidth = 2
  context.strokeStyle = colour
  context.stroke()
}

/** Four records are twice as wide as one. */
function radiusOf(count: number): number {
  return Math.min(10, 2.5 + Math.sqrt(Math.max(1, count)))
}

function addShape(context: CanvasRenderingContext2D, kind: MotionKind, { x, y }: Point, radius: number): void {
  switch (kind) {
    case 'produce':
    case 'answer':
      context.moveTo(x + radius, y)
      context.arc(x, y, radius, 0, 2 * Math.PI)
      return
    case 'replicate':
      context.rect(x - radius * 0.85, y - radius * 0.85, radius * 1.7, radius * 1.7)
      return
    case 'fetch':
      context.moveTo(x - radius, y - radius)
      context.lineTo(x + radius, y)
      context.lineTo(x - radius, y + radius)
      context.closePath()
      return
    case 'commit':
    case 'marker':
      context.moveTo(x, y - radius * 1.2)
      context.lineTo(x + radius * 1.2, y)
      context.lineTo(x, y + radius * 1.2)
      context.lineTo(x - radius * 1.2, y)
      context.closePath()
  }
}

/** Dashes that move, and in their middle the number of records. */
function paintStreams(
  context: CanvasRenderingContext2D,
  anchors: Anchors,
  colours: Colours,
  streams: readonly Stream[],
  nowMs: number,
): void {
  context.setLineDash(DASHES)
  context.lineDashOffset = -(nowMs / 12) % 12
  context.lineWidth = 3
  for (const kind of KINDS) {
    context.beginPath()
    for (const { edge } of streams) {
      const curve = edge.kind === kind ? anchors.curveOf(edge) : null
      if (curve === null) continue
      const { start, leave, arrive, end } = curve
      context.moveTo(start.x, start.y)
      context.bezierCurveTo(leave.x, leave.y, arrive.x, arrive.y, end.x, end.y)
    }
    context.strokeStyle = colours[kind]
    context.stroke()
  }
  context.setLineDash(NO_DASHES)
  paintNumbers(context, anchors, colours, streams)
}

const DASHES = [6, 6]
const NO_DASHES: number[] = []

/** As wide as a digit gets: measuring text in every frame costs more than drawing it. */
const DIGIT_PX = 8

function paintNumbers(context: CanvasRenderingContext2D, anchors: Anchors, colours: Colours, streams: readonly Stream[]): void {
  context.font = '600 12px system-ui, sans-serif'
  context.textAlign = 'center'
  context.textBaseline = 'middle'
  for (const { edge, count } of streams) {
    const curve = anchors.curveOf(edge)
    if (curve === null) continue
    const { x, y } = pointAt(curve, 0.5)
    const label = String(count)
    const width = label.length * DIGIT_PX + 8
    context.fillStyle = colours.ground
    context.fillRect(x - width / 2, y - 9, width, 18)
    context.fillStyle = colours[edge.kind]
    context.fillText(label, x, y)
  }
}
