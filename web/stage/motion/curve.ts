// The way from one thing to another: a cubic curve that leaves and arrives sideways between lanes, and an arc above the row between replicas.

export type Box = { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number }

export type Point = { readonly x: number; readonly y: number }

export type Curve = { readonly start: Point; readonly leave: Point; readonly arrive: Point; readonly end: Point }

/** A flight ends so far inside of what it flies to, that one sees where it belongs. */
const INSET = 10

const MIN_ARC = 18

export function curveBetween(from: Box, to: Box): Curve {
  const isBelow = Math.max(from.left, to.left) < Math.min(from.right, to.right)
  if (isBelow) return verticalCurve(from, to)
  const goesRight = from.left < to.left
  const start = { x: goesRight ? from.right - INSET : from.left + INSET, y: middleY(from) }
  const end = { x: goesRight ? to.left + INSET : to.right - INSET, y: middleY(to) }
  const reach = (end.x - start.x) / 2
  // In one row a straight line would run through the text of what lies between.
  const lift = Math.abs(end.y - start.y) < 8 ? Math.max(MIN_ARC, Math.abs(reach) / 4) : 0
  return { start, leave: { x: start.x + reach, y: start.y - lift }, arrive: { x: end.x - reach, y: end.y - lift }, end }
}

/** Lanes lie under one another on a small screen. */
function verticalCurve(from: Box, to: Box): Curve {
  const goesDown = middleY(from) <= middleY(to)
  const start = { x: middleX(from), y: goesDown ? from.bottom - INSET : from.top + INSET }
  const end = { x: middleX(to), y: goesDown ? to.top + INSET : to.bottom - INSET }
  const reach = (end.y - start.y) / 2
  return { start, leave: { x: start.x, y: start.y + reach }, arrive: { x: end.x, y: end.y - reach }, end }
}

/** The point at `share` of the way, from 0 to 1. */
export function pointAt({ start, leave, arrive, end }: Curve, share: number): Point {
  const rest = 1 - share
  const [a, b, c, d] = [rest * rest * rest, 3 * rest * rest * share, 3 * rest * share * share, share * share * share]
  return { x: a * start.x + b * leave.x + c * arrive.x + d * end.x, y: a * start.y + b * leave.y + c * arrive.y + d * end.y }
}

/** Slow at both ends. */
export function eased(share: number): number {
  return share < 0.5 ? 2 * share * share : 1 - 2 * (1 - share) * (1 - share)
}

function middleX(box: Box): number {
  return (box.left + box.right) / 2
}

function middleY(box: Box): number {
  return (box.top + box.bottom) / 2
}
