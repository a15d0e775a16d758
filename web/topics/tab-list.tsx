// Tabs as WAI-ARIA describes them: one stop for the tab key, and the arrows walk between them.
import type { JSX } from 'preact'
import { useEffect } from 'preact/hooks'

type Tab<Id extends string> = { readonly id: Id; readonly label: string }
type TabListProps<Id extends string> = {
  readonly label: string
  readonly tabs: readonly Tab<Id>[]
  readonly chosen: Id
  readonly onChoose: (id: Id) => void
}

export function TabList<Id extends string>({ label, tabs, chosen, onChoose }: TabListProps<Id>): JSX.Element {
  const onKeyDown = (event: KeyboardEvent): void => {
    const index = tabs.findIndex(({ id }) => id === chosen)
    const moved = { ArrowRight: index + 1, ArrowLeft: index - 1, Home: 0, End: tabs.length - 1 }
    if (!Object.hasOwn(moved, event.key)) return
    const next = tabs[(moved[event.key as keyof typeof moved] + tabs.length) % tabs.length]
    if (next === undefined) return
    event.preventDefault()
    onChoose(next.id)
    document.getElementById(tabId(next.id))?.focus()
  }
  useEffect(() => document.getElementById(tabId(chosen))?.scrollIntoView({ block: 'nearest', inline: 'nearest' }), [chosen])
  return (
    <div class="topics-tabs" role="tablist" aria-label={label} onKeyDown={onKeyDown}>
      {tabs.map(({ id, label: shown }) => (
        <button
          key={id}
          type="button"
          role="tab"
          id={tabId(id)}
          aria-selected={id === chosen}
          aria-controls={panelId(id)}
          tabIndex={id === chosen ? 0 : -1}
          onClick={() => onChoose(id)}
        >
          {shown}
        </button>
      ))}
    </div>
  )
}

/** What the element with a tab's contents has to say of itself. */
export function tabPanel(id: string): { id: string; role: 'tabpanel'; tabIndex: 0; 'aria-labelledby': string } {
  return { id: panelId(id), role: 'tabpanel', tabIndex: 0, 'aria-labelledby': tabId(id) }
}

function tabId(id: string): string {
  return `tab-${id}`
}

function panelId(id: string): string {
  return `panel-${id}`
}
