// Which tab of the drawer is open and how tall it is, kept in this browser.
import { effect, signal } from '@preact/signals'

export const TABS = ['events', 'calls', 'metrics', 'messages'] as const

export type DrawerTab = (typeof TABS)[number]

export const MIN_HEIGHT = 120

const STORAGE_KEY = 'samsa.drawer'

type Kept = { readonly tab: DrawerTab; readonly isOpen: boolean; readonly height: number }

const kept = readKept()

export const drawerTab = signal<DrawerTab>(kept.tab)
export const isDrawerOpen = signal(kept.isOpen)
/** In pixels, without the tabs. */
export const drawerHeight = signal(kept.height)

effect(() => {
  const value: Kept = { tab: drawerTab.value, isOpen: isDrawerOpen.value, height: drawerHeight.value }
  localStorage.setItem(STORAGE_KEY, JSON.stringify(value))
})

/** On a small screen the stage comes first. */
function readKept(): Kept {
  const nothing: Kept = { tab: 'events', isOpen: matchMedia('(min-width: 761px)').matches, height: firstHeight() }
  try {
    const { tab, isOpen, height } = JSON.parse(localStorage.getItem(STORAGE_KEY) ?? '{}') as Partial<Record<keyof Kept, unknown>>
    return {
      tab: TABS.find((one) => one === tab) ?? nothing.tab,
      isOpen: typeof isOpen === 'boolean' ? isOpen : nothing.isOpen,
      height: typeof height === 'number' ? clampHeight(height) : nothing.height,
    }
  } catch {
    return nothing
  }
}

/** The stage above keeps more than half of the room. */
function firstHeight(): number {
  return Math.round(Math.max(MIN_HEIGHT, Math.min(220, window.innerHeight * 0.21)))
}

/** The stage above keeps a third of the window. */
export function clampHeight(height: number): number {
  return Math.round(Math.max(MIN_HEIGHT, Math.min(height, maxHeight())))
}

export function maxHeight(): number {
  return Math.max(MIN_HEIGHT, window.innerHeight * 0.6)
}

/** Opens a tab from elsewhere on the page. */
export function openDrawer(tab: DrawerTab): void {
  drawerTab.value = tab
  isDrawerOpen.value = true
}
