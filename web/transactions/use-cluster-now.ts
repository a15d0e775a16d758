// The cluster's time while nothing happens in it: a transaction grows older without an event.
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { useSession } from '../sandbox/session-context.ts'

const TICK_MS = 1_000

/** Stands still where the clock does: in the past, and while it is moved by hand. */
export function useClusterNow(): number {
  const session = useSession()
  const elapsedMs = useSignal(0)
  const state = session.state.value
  const isMoving = session.past.value === null && state?.clock.mode === 'realtime'
  useEffect(() => {
    elapsedMs.value = 0
    if (!isMoving) return
    const sinceMs = performance.now()
    const timer = setInterval(() => {
      elapsedMs.value = performance.now() - sinceMs
    }, TICK_MS)
    return () => clearInterval(timer)
  }, [state, isMoving, elapsedMs])
  return (state?.clock.now_ms ?? 0) + elapsedMs.value
}
