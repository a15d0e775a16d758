// Lets events fly over the stage: what is new is read as motions and handed to the one canvas.
import { effect } from '@preact/signals'
import type { RefObject } from 'preact'
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'
import type { SandboxSession } from '../data/session.ts'
import { momentOf } from '../timeline/moment.ts'
import { isMotionReduced, theme } from '../ui/preferences.ts'
import { MotionLayer } from './motion/motion-layer.ts'
import { MotionReader } from './motion/motions-of.ts'

/** @param layout says what stands on the stage, and in which order: while it is the same, everything stands where it stood. */
export function useMotion(
  session: SandboxSession,
  host: RefObject<HTMLElement | null>,
  canvas: RefObject<HTMLCanvasElement | null>,
  layout: string,
): void {
  const layer = useRef<MotionLayer | null>(null)
  useEffect(() => {
    if (host.current === null || canvas.current === null) return undefined
    const motions = new MotionLayer(host.current, canvas.current)
    layer.current = motions
    const stops = [
      session.events.onNews(newsReader(session, motions)),
      session.events.onReplay(replayReader(session, motions)),
      effect(() => recolour(motions)),
      effect(() => settle(session, motions)),
    ]
    return () => {
      for (const stop of stops) stop()
      motions.dispose()
      layer.current = null
    }
  }, [session, host, canvas])
  useLayoutEffect(() => layer.current?.invalidate(), [layout])
}

/** Nothing flies in the past, where only the state of one moment is known; but what happens meanwhile is remembered. */
function newsReader(session: SandboxSession, layer: MotionLayer): Parameters<SandboxSession['events']['onNews']>[0] {
  const reader = new MotionReader()
  return (events) => {
    const state = session.live.value
    if (state === null) return
    const motions = reader.read(events, state, session.apps.value, performance.now())
    if (session.past.value === null) show(layer, motions)
  }
}

/** When the past is played again, it flies as it did. */
function replayReader(session: SandboxSession, layer: MotionLayer): Parameters<SandboxSession['events']['onReplay']>[0] {
  const reader = new MotionReader()
  return (events) => {
    const state = session.state.value
    if (state !== null) show(layer, reader.read(events, state, session.apps.value, performance.now()))
  }
}

function show(layer: MotionLayer, motions: ReturnType<MotionReader['read']>): void {
  if (isMotionReduced.value) layer.markSteps(motions)
  else layer.launch(motions)
}

function recolour(layer: MotionLayer): void {
  void theme.value
  layer.recolour()
}

function settle(session: SandboxSession, layer: MotionLayer): void {
  const isStill = session.past.value !== null && !momentOf(session).isPlaying.value
  if (isStill || isMotionReduced.value) layer.clear()
}
