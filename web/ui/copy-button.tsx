// A button that copies a text, and says that it did.
import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { text } from './text.ts'

const SAID_FOR_MS = 1_500

export function CopyButton({ value, label }: { readonly value: string; readonly label?: string }): JSX.Element {
  const copied = useSignal(false)
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(value)
    copied.value = true
    setTimeout(() => {
      copied.value = false
    }, SAID_FOR_MS)
  }
  return (
    <button type="button" class="button" onClick={() => void copy()}>
      <span aria-live="polite">{copied.value ? text.copied : (label ?? text.copy)}</span>
    </button>
  )
}
