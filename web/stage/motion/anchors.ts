// Where things are on the stage. Positions are read once and kept until the layout changes, so that a frame costs the browser no layout.
import type { Box, Curve } from './curve.ts'
import { curveBetween } from './curve.ts'
import type { Edge } from './flights.ts'

export class Anchors {
  readonly #host: HTMLElement
  #boxes: Map<string, Box> | null = null
  readonly #curves = new Map<string, Curve | null>()

  constructor(host: HTMLElement) {
    this.#host = host
  }

  /** Something moved: positions are read again when they are next wanted. */
  forget(): void {
    this.#boxes = null
    this.#curves.clear()
  }

  has(anchor: string): boolean {
    return this.#measured().has(anchor)
  }

  /** Null when one of the two is gone. */
  curveOf(edge: Edge): Curve | null {
    const known = this.#curves.get(edge.key)
    if (known !== undefined) return known
    const boxes = this.#measured()
    const [from, to] = [boxes.get(edge.from), boxes.get(edge.to)]
    const curve = from === undefined || to === undefined ? null : curveBetween(from, to)
    this.#curves.set(edge.key, curve)
    return curve
  }

  #measured(): Map<string, Box> {
    if (this.#boxes !== null) return this.#boxes
    const boxes = new Map<string, Box>()
    const origin = this.#host.getBoundingClientRect()
    const clips = new Map<Element, DOMRect>()
    for (const element of this.#host.querySelectorAll<HTMLElement>('[data-at]')) {
      const { at } = element.dataset
      const clip = element.closest('[data-clip]')
      if (at === undefined) continue
      if (clip !== null && !clips.has(clip)) clips.set(clip, clip.getBoundingClientRect())
      boxes.set(at, boxWithin(element.getBoundingClientRect(), clip === null ? null : (clips.get(clip) ?? null), origin))
    }
    this.#boxes = boxes
    return boxes
  }
}

/** What is scrolled out of its box stands at the edge where it went. */
function boxWithin(box: DOMRect, clip: DOMRect | null, origin: DOMRect): Box {
  const [minX, maxX] = clip === null ? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] : [clip.left, clip.right]
  const [minY, maxY] = clip === null ? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] : [clip.top, clip.bottom]
  return {
    left: within(box.left, minX, maxX) - origin.left,
    right: within(box.right, minX, maxX) - origin.left,
    top: within(box.top, minY, maxY) - origin.top,
    bottom: within(box.bottom, minY, maxY) - origin.top,
  }
}

function within(value: number, min: number, max: number): number {
  return Math.max(min, Math.min(max, value))
}
