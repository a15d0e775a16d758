// Keys that do something on the whole page. Each part of the page registers its own and takes them back when it leaves. They are single
// characters, so they can be switched off (WCAG 2.1.4), never fire while somebody types, and leave the browser's own keys alone.
import { signal } from '@preact/signals'

export type Shortcut = {
  /** As `KeyboardEvent.key` has it: `k`, `?`, `[`, or ` ` for the space bar. */
  readonly key: string
  /** What it does, in the language of the page: read each time it is shown. */
  readonly label: () => string
  readonly run: () => void
  /** Whether it goes on while the key is held down. */
  readonly repeats?: boolean
}

/** Opens the map of all shortcuts. It stays when the others are off, because that is where they are switched on again. */
export const MAP_KEY = '?'

const STORAGE_KEY = 'samsa.shortcuts'

const registered = signal<readonly Shortcut[]>([])

/** Whether single characters do something. Kept in this browser. */
export const areShortcutsOn = signal(readsOn())

/** The shortcuts that count now, in the order in which they came. */
export function shortcuts(): readonly Shortcut[] {
  const newest = new Map<string, Shortcut>()
  for (const shortcut of registered.value) newest.set(shortcut.key, shortcut)
  return [...newest.values()]
}

/** Where two want the same key, the one that came last has it for as long as it stays. Returns how to take it back. */
export function registerShortcut(shortcut: Shortcut): () => void {
  registered.value = [...registered.value, shortcut]
  return () => {
    registered.value = registered.value.filter((one) => one !== shortcut)
  }
}

export function switchShortcuts(on: boolean): void {
  areShortcutsOn.value = on
  localStorage.setItem(STORAGE_KEY, on ? 'on' : 'off')
}

/** What is known of a key press: a part of KeyboardEvent, with what has the focus. */
export type Press = {
  readonly key: string
  readonly hasModifier: boolean
  readonly isRepeat: boolean
  /** The name of the element that has the focus, such as `INPUT`, and its role where it has one. */
  readonly focused: { readonly name: string; readonly role: string | null; readonly isEditable: boolean }
  readonly isDialogOpen: boolean
}

/** The shortcut that a press means; null where it means something else. */
export function shortcutOf(press: Press, known: readonly Shortcut[], isOn: boolean): Shortcut | null {
  if (press.hasModifier || press.isDialogOpen || takesKeys(press)) return null
  if (!isOn && press.key !== MAP_KEY) return null
  const shortcut = known.find(({ key }) => key === press.key) ?? null
  return press.isRepeat && shortcut?.repeats !== true ? null : shortcut
}

const TYPED_INTO: ReadonlySet<string> = new Set(['INPUT', 'TEXTAREA', 'SELECT'])
/** The space bar belongs to these. */
const PRESSED: ReadonlySet<string> = new Set(['BUTTON', 'SUMMARY', 'A'])
const PRESSED_ROLES: ReadonlySet<string> = new Set(['button', 'tab', 'checkbox', 'switch', 'option', 'menuitem', 'gridcell', 'slider'])
/** Lists in which typing goes to an entry. */
const SEARCHED_ROLES: ReadonlySet<string> = new Set(['listbox', 'combobox', 'menu', 'menuitem', 'option', 'textbox', 'searchbox'])

function takesKeys({ key, focused }: Press): boolean {
  const { name, role, isEditable } = focused
  if (isEditable || TYPED_INTO.has(name) || (role !== null && SEARCHED_ROLES.has(role))) return true
  return key === ' ' && (PRESSED.has(name) || (role !== null && PRESSED_ROLES.has(role)))
}

/** Follows the keyboard from now on. Returns how to stop. */
export function followKeyboard(): () => void {
  document.addEventListener('keydown', onKeyDown)
  return () => document.removeEventListener('keydown', onKeyDown)
}

function onKeyDown(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing) return
  const shortcut = shortcutOf(pressOf(event), shortcuts(), areShortcutsOn.value)
  if (shortcut === null) return
  event.preventDefault()
  shortcut.run()
}

function pressOf(event: KeyboardEvent): Press {
  const target = event.target instanceof HTMLElement ? event.target : null
  return {
    key: event.key,
    hasModifier: event.ctrlKey || event.metaKey || event.altKey,
    isRepeat: event.repeat,
    focused: {
      name: target?.tagName ?? '',
      role: target?.getAttribute('role') ?? null,
      isEditable: target?.isContentEditable ?? false,
    },
    isDialogOpen: document.querySelector('dialog[open]') !== null,
  }
}

function readsOn(): boolean {
  // The pure tests run where there is no storage.
  return typeof localStorage === 'undefined' || localStorage.getItem(STORAGE_KEY) !== 'off'
}
