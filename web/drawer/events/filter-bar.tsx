// The filter of the list of events.
import type { Signal } from '@preact/signals'
import type { ComponentChildren, JSX } from 'preact'
import { useSession } from '../../sandbox/session-context.ts'
import { KIND_GROUPS } from './event-groups.ts'
import { changeFilter, chosenFilter } from './filter-state.ts'
import { text } from './text.ts'

type FilterBarProps = { readonly isAloud: Signal<boolean>; readonly children: ComponentChildren }

export function FilterBar({ isAloud, children }: FilterBarProps): JSX.Element {
  const filter = chosenFilter.value
  return (
    <div class="events-filter" role="search">
      <input
        class="input events-search"
        type="search"
        placeholder={text.search}
        aria-label={text.search}
        value={filter.text}
        onInput={({ currentTarget }) => changeFilter({ text: currentTarget.value })}
      />
      <KindSelect />
      <TopicSelect />
      <Check label={text.interesting} isOn={filter.onlyInteresting} onChange={(onlyInteresting) => changeFilter({ onlyInteresting })} />
      <Check
        label={text.aboutSelection}
        isOn={filter.isAboutSelection}
        onChange={(isAboutSelection) => changeFilter({ isAboutSelection })}
      />
      <Check label={text.traffic} isOn={filter.withTraffic} onChange={(withTraffic) => changeFilter({ withTraffic })} />
      <Check label={text.announce} isOn={isAloud.value} onChange={(isOn) => (isAloud.value = isOn)} />
      {children}
    </div>
  )
}

function KindSelect(): JSX.Element {
  return (
    <select
      class="input"
      aria-label={text.kinds}
      value={chosenFilter.value.group ?? ''}
      onChange={({ currentTarget }) => changeFilter({ group: KIND_GROUPS.find((group) => group === currentTarget.value) ?? null })}
    >
      <option value="">{text.allKinds}</option>
      {KIND_GROUPS.map((group) => (
        <option key={group} value={group}>
          {text[group]}
        </option>
      ))}
    </select>
  )
}

function TopicSelect(): JSX.Element {
  const topics = useSession().state.value?.topics ?? []
  return (
    <select
      class="input"
      aria-label={text.topic}
      value={chosenFilter.value.topic ?? ''}
      onChange={({ currentTarget }) => changeFilter({ topic: currentTarget.value === '' ? null : currentTarget.value })}
    >
      <option value="">{text.allTopics}</option>
      {topics.map(({ name }) => (
        <option key={name} value={name}>
          {name}
        </option>
      ))}
    </select>
  )
}

type CheckProps = { readonly label: string; readonly isOn: boolean; readonly onChange: (isOn: boolean) => void }

function Check({ label, isOn, onChange }: CheckProps): JSX.Element {
  return (
    <label class="events-check">
      <input type="checkbox" checked={isOn} onChange={({ currentTarget }) => onChange(currentTarget.checked)} />
      {label}
    </label>
  )
}
