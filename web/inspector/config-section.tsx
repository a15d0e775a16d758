// The configs of a topic, of a broker, or of all brokers: value, default and meaning, and the way to change each.
import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { useEffect } from 'preact/hooks'
import { ActionButton } from '../actions/action-button.tsx'
import { configActions } from '../actions/config-actions.ts'
import { useKeptFocus } from '../actions/use-kept-focus.ts'
import type { Problem } from '../data/api.ts'
import type { SandboxSession } from '../data/session.ts'
import { useSession } from '../sandbox/session-context.ts'
import { ProblemNotice } from '../ui/problem-notice.tsx'
import { defaultOf, groupConfigs, isSetAt } from './config-list.ts'
import type { ConfigOwner, ShownConfig } from './config-list.ts'
import { configMeaning } from './config-text.ts'
import { text } from './text.ts'

export type ConfigPlace = { readonly owner: ConfigOwner; readonly path: string }

/** More than there are, so that they come on one page. */
const PAGE_SIZE = 500

export function ConfigSection({ place }: { readonly place: ConfigPlace }): JSX.Element {
  const session = useSession()
  const configs = useSignal<readonly ShownConfig[] | null>(null)
  const problem = useSignal<Problem | null>(null)
  const find = useSignal('')
  const kept = useKeptFocus()
  useEffect(() => {
    const load = async (): Promise<void> => {
      const path = `${place.path}?page_size=${PAGE_SIZE}`
      const answer = await session.api.look<{ data: readonly ShownConfig[] }>({ method: 'GET', path })
      problem.value = answer.ok ? null : answer.problem
      if (answer.ok) configs.value = answer.value.data
    }
    void load()
    return onConfigNews(session, () => void load())
  }, [session, place.path, configs, problem])
  if (problem.value !== null) return <ProblemNotice problem={problem.value} />
  if (configs.value === null) return <p class="quiet">{text.loading}</p>
  const { set, defaults, fixed } = groupConfigs(configs.value, place.owner, find.value)
  return (
    <div {...kept} class="stack">
      {session.past.value !== null && <p class="notice">{text.configsOfNow}</p>}
      <label class="field">
        <span>{text.find}</span>
        <input type="search" value={find.value} onInput={(event) => (find.value = event.currentTarget.value)} />
      </label>
      {set.length === 0 && find.value === '' && <p class="quiet">{text.noneSet}</p>}
      <ConfigRows configs={set} place={place} />
      <MoreConfigs label={text.others(defaults.length)} configs={defaults} place={place} isOpen={find.value !== ''} />
      <MoreConfigs label={text.readOnly(fixed.length)} configs={fixed} place={place} isOpen={find.value !== ''} />
    </div>
  )
}

type ConfigRowsProps = { readonly configs: readonly ShownConfig[]; readonly place: ConfigPlace }

function MoreConfigs({
  label,
  isOpen,
  ...rows
}: ConfigRowsProps & { readonly label: string; readonly isOpen: boolean }): JSX.Element | null {
  if (rows.configs.length === 0) return null
  return (
    <details class="action-call" open={isOpen}>
      <summary>{label}</summary>
      <ConfigRows {...rows} />
    </details>
  )
}

function ConfigRows({ configs, place }: ConfigRowsProps): JSX.Element {
  return (
    <ul class="config-list">
      {configs.map((config) => (
        <ConfigRow key={config.name} config={config} place={place} />
      ))}
    </ul>
  )
}

function ConfigRow({ config, place: { owner, path } }: { readonly config: ShownConfig; readonly place: ConfigPlace }): JSX.Element {
  const isSet = isSetAt(config, owner)
  const meaning = configMeaning(config.name)
  const usual = defaultOf(config, owner)
  const [set, reset] = configActions(path, { ...config, isUnset: !isSet }, meaning)
  return (
    <li>
      <div class="mono">
        <strong>{config.name}</strong> = {config.value ?? text.noValue}
      </div>
      {isSet && usual !== null && <div class="quiet">{text.byDefault(usual)}</div>}
      {meaning !== null && <div class="quiet">{meaning}</div>}
      <div class="row">
        {set !== undefined && <ActionButton action={set} shown={text.edit} isReasonTold />}
        {reset !== undefined && <ActionButton action={reset} shown={text.reset} isReasonTold />}
      </div>
    </li>
  )
}

/** Calls back when some config was changed, by whomever. */
function onConfigNews(session: SandboxSession, onNews: () => void): () => void {
  return session.events.onNews((events) => {
    if (events.some(({ kind }) => kind === 'config.changed' || kind === 'brokerConfig.changed')) onNews()
  })
}
