// A signal that changes sixty times a second, for a part of the page that is drawn a few times a second.
import { useSignal, useSignalEffect } from '@preact/signals'
import type { ReadonlySignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'

/** The value as it was a moment ago; the last one is never lost. */
export function useSlow<Value>(source: ReadonlySignal<Value>, everyMs: number): Value {
  const shown = useSignal(source.peek())
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined)
  useSignalEffect(() => {
    void source.value
    timer.current ??= setTimeout(() => {
      timer.current = undefined
      shown.value = source.peek()
    }, everyMs)
  })
  useEffect(() => () => clearTimeout(timer.current), [])
  return shown.value
}
