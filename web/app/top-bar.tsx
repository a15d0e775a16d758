// The bar on top of every page: home, API, language, and how the page looks and moves.
import type { Signal } from '@preact/signals'
import type { JSX, TargetedEvent } from 'preact'
import { language } from '../i18n/language.ts'
import { motion, theme } from '../ui/preferences.ts'
import { hrefOf, switchLanguage } from './location.ts'
import { text } from './text.ts'
import './top-bar.css'

export function TopBar(): JSX.Element {
  const other = language.value === 'en' ? 'zh-CN' : 'en'
  return (
    <header class="top-bar">
      <a class="logo" href={hrefOf({ page: 'home' })} aria-label={text.home}>
        <img src="/favicon.svg" width="24" height="24" alt="" />
        Samsa
      </a>
      <nav aria-label={text.main}>
        <a href="/openapi.json" target="_blank" rel="noopener">
          {text.api}
        </a>
      </nav>
      <button type="button" class="button" popoverTarget="top-bar-looks">
        <span aria-hidden="true">◐</span> <span class="top-bar-word">{text.looks}</span>
      </button>
      <div id="top-bar-looks" popover="auto" class="card top-bar-looks">
        <Choice
          label={text.theme}
          value={theme}
          options={[
            ['auto', text.themeAuto],
            ['light', text.themeLight],
            ['dark', text.themeDark],
          ]}
        />
        <Choice
          label={text.motion}
          value={motion}
          options={[
            ['auto', text.motionAuto],
            ['full', text.motionFull],
            ['reduced', text.motionReduced],
          ]}
        />
      </div>
      <button type="button" class="button" lang={other} aria-label={text.switchLanguage} onClick={() => switchLanguage(other)}>
        {text.otherLanguage}
      </button>
    </header>
  )
}

type ChoiceProps<Value extends string> = {
  readonly label: string
  readonly value: Signal<Value>
  readonly options: readonly (readonly [value: Value, label: string])[]
}

function Choice<Value extends string>({ label, value, options }: ChoiceProps<Value>): JSX.Element {
  const onChange = (event: TargetedEvent<HTMLSelectElement>): void => {
    const chosen = options.find(([one]) => one === event.currentTarget.value)
    if (chosen !== undefined) value.value = chosen[0]
  }
  return (
    <label class="field">
      {label}
      <select value={value.value} onChange={onChange}>
        {options.map(([one, shown]) => (
          <option key={one} value={one}>
            {shown}
          </option>
        ))}
      </select>
    </label>
  )
}
