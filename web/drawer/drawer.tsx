// The drawer between the stage and the timeline: events, the calls that were made, metrics, messages, each in a tab.
import type { JSX, TargetedKeyboardEvent, TargetedPointerEvent } from 'preact'
import { useId, useRef } from 'preact/hooks'
import { lazy } from '../app/lazy.tsx'
import { clampHeight, drawerHeight, drawerTab, isDrawerOpen, maxHeight, MIN_HEIGHT, TABS } from './drawer-state.ts'
import type { DrawerTab } from './drawer-state.ts'
import { EventsTab } from './events/events-tab.tsx'
import { text } from './text.ts'
import './drawer.css'

const CallsTab = lazy(() => import('./calls/calls-tab.tsx').then((module) => module.CallsTab))
const MetricsTab = lazy(() => import('./metrics/metrics-tab.tsx').then((module) => module.MetricsTab))
const MessagesTab = lazy(() => import('./messages/messages-tab.tsx').then((module) => module.MessagesTab))

export function Drawer(): JSX.Element {
  const id = useId()
  const isOpen = isDrawerOpen.value
  const tab = drawerTab.value
  return (
    <section class="drawer" aria-label={text.drawer} data-open={isOpen}>
      {isOpen && <Grip />}
      <div class="drawer-head">
        <TabList id={id} />
        <button
          type="button"
          class="button drawer-toggle"
          data-look="plain"
          aria-expanded={isOpen}
          aria-label={isOpen ? text.close : text.open}
          onClick={() => (isDrawerOpen.value = !isOpen)}
        >
          {isOpen ? '▾' : '▴'}
        </button>
      </div>
      {isOpen && (
        <div
          class="drawer-panel"
          role="tabpanel"
          id={`${id}-panel`}
          aria-labelledby={`${id}-${tab}`}
          style={{ height: `${drawerHeight.value}px` }}
        >
          <Panel tab={tab} />
        </div>
      )}
    </section>
  )
}

function Panel({ tab }: { readonly tab: DrawerTab }): JSX.Element {
  switch (tab) {
    case 'events':
      return <EventsTab />
    case 'calls':
      return <CallsTab />
    case 'metrics':
      return <MetricsTab />
    case 'messages':
      return <MessagesTab />
  }
}

/** The pattern of tabs: one of them is in the tab order, the arrows lead to the others. */
function TabList({ id }: { readonly id: string }): JSX.Element {
  const ref = useRef<HTMLDivElement>(null)
  const onKeyDown = (event: TargetedKeyboardEvent<HTMLDivElement>): void => {
    const next = tabOfKey(event.key, TABS.indexOf(drawerTab.value))
    if (next === undefined) return
    event.preventDefault()
    drawerTab.value = next
    ref.current?.querySelector<HTMLElement>(`[data-tab="${next}"]`)?.focus()
  }
  return (
    <div ref={ref} class="drawer-tabs" role="tablist" aria-label={text.tabs} onKeyDown={onKeyDown}>
      {TABS.map((tab) => (
        <button
          key={tab}
          type="button"
          role="tab"
          class="drawer-tab"
          id={`${id}-${tab}`}
          data-tab={tab}
          aria-selected={drawerTab.value === tab}
          aria-controls={isDrawerOpen.value ? `${id}-panel` : undefined}
          tabIndex={drawerTab.value === tab ? 0 : -1}
          onClick={() => {
            drawerTab.value = tab
            isDrawerOpen.value = true
          }}
        >
          {text[tab]}
        </button>
      ))}
    </div>
  )
}

function tabOfKey(key: string, index: number): DrawerTab | undefined {
  if (key === 'ArrowRight') return TABS[(index + 1) % TABS.length]
  if (key === 'ArrowLeft') return TABS.at(index - 1)
  if (key === 'Home') return TABS[0]
  return key === 'End' ? TABS.at(-1) : undefined
}

const KEY_STEP = 24

/** The upper edge: dragged, or moved with the arrow keys. */
function Grip(): JSX.Element {
  const start = useRef<{ readonly y: number; readonly height: number } | null>(null)
  const onPointerDown = (event: TargetedPointerEvent<HTMLDivElement>): void => {
    event.currentTarget.setPointerCapture(event.pointerId)
    start.current = { y: event.clientY, height: drawerHeight.value }
  }
  const onPointerMove = (event: TargetedPointerEvent<HTMLDivElement>): void => {
    if (start.current !== null) drawerHeight.value = clampHeight(start.current.height + start.current.y - event.clientY)
  }
  return (
    <div
      class="drawer-grip"
      role="separator"
      tabIndex={0}
      aria-orientation="horizontal"
      aria-label={text.height}
      aria-valuemin={MIN_HEIGHT}
      aria-valuemax={Math.round(maxHeight())}
      aria-valuenow={drawerHeight.value}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={() => (start.current = null)}
      onPointerCancel={() => (start.current = null)}
      onKeyDown={moveByKey}
    />
  )
}

function moveByKey(event: TargetedKeyboardEvent<HTMLDivElement>): void {
  const by = event.key === 'ArrowUp' ? KEY_STEP : event.key === 'ArrowDown' ? -KEY_STEP : 0
  if (by === 0) return
  event.preventDefault()
  drawerHeight.value = clampHeight(drawerHeight.value + by)
}
