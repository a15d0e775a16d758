// A dialog: the browser's own, which keeps the focus inside, closes on Escape, and gives the focus back.
import { useEffect, useRef } from 'preact/hooks'
import type { ComponentChildren, JSX } from 'preact'
import { text } from './text.ts'

type DialogProps = { readonly title: string; readonly onClose: () => void; readonly children: ComponentChildren }

export function Dialog({ title, onClose, children }: DialogProps): JSX.Element {
  const ref = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    ref.current?.showModal()
  }, [])
  const onBackdrop = (event: MouseEvent): void => {
    if (event.target === ref.current) onClose()
  }
  return (
    <dialog ref={ref} aria-label={title} onClose={onClose} onClick={onBackdrop}>
      <div class="stack">
        <div class="row dialog-head">
          <h2>{title}</h2>
          <button type="button" class="button" data-look="plain" aria-label={text.close} onClick={() => ref.current?.close()}>
            ✕
          </button>
        </div>
        {children}
      </div>
    </dialog>
  )
}
