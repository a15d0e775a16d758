// Keeps the focus near where it was when the element that had it goes away: a button that has done its work may be gone (kill becomes start).
import { useLayoutEffect, useRef } from 'preact/hooks'

type KeptFocus = {
  readonly ref: { current: HTMLDivElement | null }
  readonly tabIndex: number
  readonly onFocusIn: (event: FocusEvent) => void
  readonly onFocusOut: (event: FocusEvent) => void
}

/** The properties of the element that takes the focus of what it holds. */
export function useKeptFocus(): KeptFocus {
  const ref = useRef<HTMLDivElement>(null)
  const focused = useRef<EventTarget | null>(null)
  useLayoutEffect(() => {
    const isGone = focused.current instanceof Element && !focused.current.isConnected
    if (isGone && document.activeElement === document.body) ref.current?.focus()
    if (isGone) focused.current = null
  })
  return {
    ref,
    tabIndex: -1,
    onFocusIn: (event) => {
      focused.current = event.target
    },
    // The removal of the element itself tells of nobody who has the focus next.
    onFocusOut: (event) => {
      if (event.relatedTarget !== null) focused.current = null
    },
  }
}
