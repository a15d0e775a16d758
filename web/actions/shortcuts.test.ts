import { describe, expect, it } from 'vitest'
import { registerShortcut, shortcutOf, shortcuts } from './shortcuts.ts'
import type { Press, Shortcut } from './shortcuts.ts'

const nothing = (): void => undefined
const kill: Shortcut = { key: 'k', label: () => 'Kill', run: nothing }
const step: Shortcut = { key: '.', label: () => 'Step', run: nothing, repeats: true }
const play: Shortcut = { key: ' ', label: () => 'Play', run: nothing }
const map: Shortcut = { key: '?', label: () => 'Map', run: nothing }
const known = [kill, step, play, map]

function press(key: string, changes: Partial<Omit<Press, 'focused'>> & { name?: string; role?: string } = {}): Press {
  const { name = 'BODY', role = null, ...others } = changes
  return { key, hasModifier: false, isRepeat: false, isDialogOpen: false, focused: { name, role, isEditable: false }, ...others }
}

describe('a key press', () => {
  it('means the shortcut of its key', () => {
    expect(shortcutOf(press('k'), known, true)).toBe(kill)
    expect(shortcutOf(press('x'), known, true)).toBeNull()
  })

  it('means nothing with a modifier, in a dialog, or while somebody types', () => {
    expect(shortcutOf(press('k', { hasModifier: true }), known, true)).toBeNull()
    expect(shortcutOf(press('k', { isDialogOpen: true }), known, true)).toBeNull()
    for (const name of ['INPUT', 'TEXTAREA', 'SELECT']) expect(shortcutOf(press('k', { name }), known, true)).toBeNull()
    expect(shortcutOf(press('k', { role: 'combobox' }), known, true)).toBeNull()
  })

  it('leaves the space bar to what it presses', () => {
    expect(shortcutOf(press(' '), known, true)).toBe(play)
    expect(shortcutOf(press(' ', { name: 'BUTTON' }), known, true)).toBeNull()
    expect(shortcutOf(press(' ', { role: 'gridcell' }), known, true)).toBeNull()
    expect(shortcutOf(press('k', { name: 'BUTTON' }), known, true)).toBe(kill)
  })

  it('repeats only what may repeat', () => {
    expect(shortcutOf(press('k', { isRepeat: true }), known, true)).toBeNull()
    expect(shortcutOf(press('.', { isRepeat: true }), known, true)).toBe(step)
  })

  it('means nothing where shortcuts are off, but for the map that switches them on', () => {
    expect(shortcutOf(press('k'), known, false)).toBeNull()
    expect(shortcutOf(press('?'), known, false)).toBe(map)
  })
})

describe('the registry', () => {
  it('gives a key to whoever came last, and back when that one leaves', () => {
    const leave = registerShortcut(kill)
    const other: Shortcut = { key: 'k', label: () => 'Keep', run: nothing }
    const leaveOther = registerShortcut(other)
    expect(shortcuts()).toEqual([other])
    leaveOther()
    expect(shortcuts()).toEqual([kill])
    leave()
    expect(shortcuts()).toEqual([])
  })
})
