// The one canvas over the stage. It draws only while something moves and somebody can see it; without motion it marks what was touched.
import { Anchors } from './anchors.ts'
import { Flights } from './flights.ts'
import { FramePace } from './frame-pace.ts'
import type { Motion, MotionKind } from './motions-of.ts'
import { paint } from './painter.ts'
import type { Colours } from './painter.ts'

const MAX_PIXEL_RATIO = 2

/** Lanes that lie under one another are higher than the screen: a canvas that large is drawn coarser. */
const MAX_PIXELS = 4_000_000

/** How long a step stays marked where nothing flies. */
const STEP_FOR_MS = 1_600

export class MotionLayer {
  readonly #host: HTMLElement
  readonly #canvas: HTMLCanvasElement
  readonly #paper: CanvasRenderingContext2D | null
  readonly #anchors: Anchors
  readonly #flights = new Flights()
  readonly #pace = new FramePace()
  readonly #abort = new AbortController()
  readonly #steps = new Map<HTMLElement, ReturnType<typeof setTimeout>>()
  readonly #resizes: ResizeObserver
  #colours: Colours | null = null
  #maxRatio = MAX_PIXEL_RATIO
  #frame = 0
  #isSized = false

  /** @param host what the canvas lies over; its anchors carry `data-at`. */
  constructor(host: HTMLElement, canvas: HTMLCanvasElement) {
    this.#host = host
    this.#canvas = canvas
    this.#paper = canvas.getContext('2d')
    this.#anchors = new Anchors(host)
    const moved = (): void => this.#anchors.forget()
    const { signal } = this.#abort
    // Scrolling does not bubble, so it is caught on its way down.
    document.addEventListener('scroll', moved, { capture: true, passive: true, signal })
    document.addEventListener('visibilitychange', () => this.#onVisibility(), { signal })
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.recolour(), { signal })
    this.#resizes = new ResizeObserver(() => {
      this.#isSized = false
      moved()
    })
    this.#resizes.observe(host)
    // A lane that grows moves what is in it, though the stage stays as it is.
    for (const lane of host.children) this.#resizes.observe(lane)
  }

  dispose(): void {
    this.#abort.abort()
    this.#resizes.disconnect()
    cancelAnimationFrame(this.#frame)
    for (const timer of this.#steps.values()) clearTimeout(timer)
  }

  /** Other things stand on the stage now. */
  invalidate(): void {
    this.#anchors.forget()
  }

  recolour(): void {
    this.#colours = null
  }

  /** Nobody wants to see what was on its way. */
  clear(): void {
    this.#flights.clear()
    if (this.#isSized) this.#context()?.clearRect(0, 0, this.#canvas.width, this.#canvas.height)
  }

  launch(motions: readonly Motion[]): void {
    if (document.hidden || motions.length === 0) return
    this.#flights.launch(motions, (anchor) => this.#anchors.has(anchor))
    if (this.#frame === 0 && !this.#flights.isEmpty) this.#frame = requestAnimationFrame((nowMs) => this.#draw(nowMs))
  }

  /** The same, without motion: both ends of each edge are marked for a while. */
  markSteps(motions: readonly Motion[]): void {
    const kinds = new Map<string, MotionKind>()
    for (const { kind, from, to } of new Flights().launch(motions, (anchor) => this.#anchors.has(anchor))) {
      kinds.set(from, kind)
      kinds.set(to, kind)
    }
    if (kinds.size === 0) return
    for (const element of this.#host.querySelectorAll<HTMLElement>('[data-at]')) {
      const kind = kinds.get(element.dataset['at'] ?? '')
      if (kind !== undefined) this.#mark(element, kind)
    }
  }

  #mark(element: HTMLElement, kind: MotionKind): void {
    clearTimeout(this.#steps.get(element))
    element.dataset['step'] = kind
    const unmark = (): void => {
      delete element.dataset['step']
      this.#steps.delete(element)
    }
    this.#steps.set(element, setTimeout(unmark, STEP_FOR_MS))
  }

  #draw(nowMs: number): void {
    this.#frame = 0
    this.#pace.frame(nowMs)
    if (this.#maxRatio > 1 && this.#pace.isSlow) {
      this.#maxRatio = 1
      this.#isSized = false
    }
    const context = this.#context()
    if (context === null) return
    const { flights, streams } = this.#flights.at(nowMs)
    context.clearRect(0, 0, this.#canvas.width, this.#canvas.height)
    paint(context, this.#anchors, this.#coloursNow(), flights, streams, nowMs)
    if (this.#flights.isEmpty) this.#pace.rest()
    else this.#frame = requestAnimationFrame((nextMs) => this.#draw(nextMs))
  }

  #context(): CanvasRenderingContext2D | null {
    const context = this.#paper
    if (context === null || this.#isSized) return context
    this.#isSized = true
    const { clientWidth, clientHeight } = this.#host
    const affordable = Math.sqrt(MAX_PIXELS / Math.max(1, clientWidth * clientHeight))
    const ratio = Math.min(devicePixelRatio, this.#maxRatio, affordable)
    this.#canvas.width = Math.round(clientWidth * ratio)
    this.#canvas.height = Math.round(clientHeight * ratio)
    context.setTransform(ratio, 0, 0, ratio, 0, 0)
    return context
  }

  #coloursNow(): Colours {
    if (this.#colours !== null) return this.#colours
    const token = (name: string): string => resolvedColour(this.#canvas, name)
    this.#colours = {
      produce: token('--produce'),
      replicate: token('--replicate'),
      fetch: token('--fetch'),
      answer: token('--produce'),
      commit: token('--fetch'),
      marker: token('--warn'),
      lost: token('--bad'),
      ground: token('--card'),
    }
    return this.#colours
  }

  #onVisibility(): void {
    if (document.hidden) this.clear()
    this.#pace.rest()
  }
}

/** A token is `light-dark(…)`: what that means here is known once it stands in a real property. */
function resolvedColour(element: HTMLElement, token: string): string {
  element.style.color = `var(${token})`
  const { color } = getComputedStyle(element)
  element.style.color = ''
  return color
}
