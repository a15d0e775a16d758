// The map of the keyboard: every shortcut that counts now, and the switch that turns single keys off.
import { signal } from '@preact/signals'
import type { JSX } from 'preact'
import { Dialog } from '../ui/dialog.tsx'
import { areShortcutsOn, shortcuts, switchShortcuts } from './shortcuts.ts'
import { text } from './text.ts'

export const isMapOpen = signal(false)

export function ShortcutMap({ onClose }: { readonly onClose: () => void }): JSX.Element {
  return (
    <Dialog title={text.map} onClose={onClose}>
      <label class="row action-switch">
        <input type="checkbox" checked={areShortcutsOn.value} onChange={(event) => switchShortcuts(event.currentTarget.checked)} />
        {text.shortcutsOn}
      </label>
      <p class="quiet">{text.shortcutsHint}</p>
      <table>
        <thead>
          <tr>
            <th scope="col">{text.mapKey}</th>
            <th scope="col">{text.mapMeaning}</th>
          </tr>
        </thead>
        <tbody>
          {shortcuts().map(({ key, label }) => (
            <tr key={key}>
              <td>
                <kbd>{key === ' ' ? text.space : key}</kbd>
              </td>
              <td>{label()}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Dialog>
  )
}
