// The panel on the right (on phones a sheet from below): what is selected, with its facts, actions, configs, causes and history; the cluster
// as a whole where nothing is.
import type { JSX } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { registerShortcut } from '../actions/shortcuts.ts'
import { selectionKey } from '../data/selection.ts'
import { useSession } from '../sandbox/session-context.ts'
import { ClusterPanel } from './cluster-panel.tsx'
import { SelectionPanel } from './selection-panel.tsx'
import { selectionTitle } from './selection-title.ts'
import { text } from './text.ts'
import './inspector.css'

export function Inspector(): JSX.Element {
  const session = useSession()
  const selection = session.selection.value
  const panel = useRef<HTMLElement>(null)
  const title = selection === null ? text.cluster : selectionTitle(selection, session.apps.value)
  const close = (): void => {
    focusAnchor(session.selection.peek() === null ? null : panel.current, session.selection.peek())
    session.selection.value = null
  }
  useEscape(() => {
    if (session.selection.peek() !== null) close()
  })
  useEffect(() => registerShortcut({ key: 'i', label: () => text.focusInspector, run: () => panel.current?.focus() }), [])
  return (
    <aside ref={panel} class="inspector" aria-label={text.inspector} data-selected={selection !== null} tabIndex={-1}>
      <div class="row inspector-head">
        <h2>{title}</h2>
        {selection !== null && (
          <button type="button" class="button" data-look="plain" aria-label={text.close} onClick={close}>
            ✕
          </button>
        )}
      </div>
      <p class="visually-hidden" role="status">
        {selection === null ? '' : text.selected(title)}
      </p>
      {selection === null ? <ClusterPanel /> : <SelectionPanel key={selectionKey(selection)} selection={selection} />}
    </aside>
  )
}

/** Who closes the panel from inside goes back to what it was about. */
function focusAnchor(panel: HTMLElement | null, selection: Parameters<typeof selectionKey>[0] | null): void {
  if (panel === null || selection === null || !panel.contains(document.activeElement)) return
  document.querySelector<HTMLElement>(`[data-at="${CSS.escape(selectionKey(selection))}"]`)?.focus()
}

/** Escape, where no dialog and no field wants it. */
function useEscape(onEscape: () => void): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      const isTaken = event.defaultPrevented || document.querySelector('dialog[open]') !== null
      if (event.key === 'Escape' && !isTaken && !(event.target instanceof HTMLInputElement)) onEscape()
    }
    document.addEventListener('keydown', onKeyDown)
    return () => document.removeEventListener('keydown', onKeyDown)
  })
}
