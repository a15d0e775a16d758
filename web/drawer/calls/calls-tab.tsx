// The tab of the API: what was done by hand, as code that does the same, and what was answered.
import { signal } from '@preact/signals'
import type { JSX } from 'preact'
import { callCode, CODE_LANGUAGE_NAMES, CODE_LANGUAGES } from '../../actions/call-code.ts'
import type { CodeLanguage } from '../../actions/call-code.ts'
import { madeCalls } from '../../data/api.ts'
import type { ApiAnswer, MadeCall } from '../../data/api.ts'
import { formatTime } from '../../i18n/format.ts'
import { useSession } from '../../sandbox/session-context.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import { showEvent } from '../show-event.ts'
import { text } from './text.ts'

const codeLanguage = signal<CodeLanguage>('curl')
const withKey = signal(false)

/** The call whose code is shown; null is the newest. */
const chosenCall = signal<MadeCall | null>(null)

export function CallsTab(): JSX.Element {
  const calls = madeCalls.value
  const newest = calls[0]
  if (newest === undefined) return <p class="drawer-scroll quiet">{text.none}</p>
  const shown = calls.find((call) => call === chosenCall.value) ?? newest
  return (
    <div class="calls-tab">
      <ul class="calls-list" aria-label={text.list}>
        {calls.map((made) => (
          <li key={`${made.madeMs} ${made.call.path}`}>
            <button
              type="button"
              class="calls-item"
              aria-current={made === shown ? 'true' : undefined}
              onClick={() => (chosenCall.value = made)}
            >
              <span class="mono quiet">{formatTime(made.madeMs)}</span> <Status answer={made.answer} />{' '}
              <span class="mono calls-path">
                {made.call.method} {shortPath(made.call.path)}
              </span>
            </button>
          </li>
        ))}
      </ul>
      <div class="calls-detail stack">
        <p class="quiet">{text.intro}</p>
        <Code made={shown} />
        <Answer answer={shown.answer} />
      </div>
    </div>
  )
}

/** Without what all calls of a sandbox begin with. */
function shortPath(path: string): string {
  return path.replace(/^\/v[13]\/(?:sandboxes|clusters)\/[^/:]+/, '…')
}

function Status({ answer }: { readonly answer: ApiAnswer<unknown> }): JSX.Element {
  if (answer.ok) {
    return (
      <span class="badge" data-tone="good">
        ✓ {answer.status}
      </span>
    )
  }
  return (
    <span class="badge" data-tone="bad">
      ✕ {answer.problem.status === 0 ? text.noAnswer : answer.problem.status}
    </span>
  )
}

function Code({ made }: { readonly made: MadeCall }): JSX.Element {
  const { key } = useSession().api
  const code = callCode(codeLanguage.value, made.call, { origin: location.origin, key: withKey.value ? key : null })
  return (
    <section class="stack calls-code">
      <div class="row">
        <div class="row" role="group" aria-label={text.language}>
          {CODE_LANGUAGES.map((one) => (
            <button
              key={one}
              type="button"
              class="button"
              aria-pressed={codeLanguage.value === one}
              onClick={() => (codeLanguage.value = one)}
            >
              {CODE_LANGUAGE_NAMES[one]}
            </button>
          ))}
        </div>
        <CopyButton value={code} label={text.copyCode} />
        <label class="events-check">
          <input type="checkbox" checked={withKey.value} onChange={({ currentTarget }) => (withKey.value = currentTarget.checked)} />
          {text.withKey}
        </label>
        <span class="quiet">{withKey.value ? text.keyWarning : text.keyIs}</span>
      </div>
      <pre tabIndex={0}>
        <code>{code}</code>
      </pre>
    </section>
  )
}

function Answer({ answer }: { readonly answer: ApiAnswer<unknown> }): JSX.Element {
  const body = answer.ok ? answer.value : answer.problem.more
  const sequence = answer.ok ? answer.sequence : null
  return (
    <section class="stack calls-code">
      <h3 class="row">
        {text.answer} <Status answer={answer} /> {!answer.ok && <code>{answer.problem.code}</code>}
      </h3>
      {sequence !== null && (
        <p>
          <button type="button" class="button" onClick={() => showEvent(sequence)}>
            {text.event(sequence)}
          </button>
        </p>
      )}
      <pre tabIndex={0}>
        <code>{body === null ? text.noBody : JSON.stringify(body, null, 2)}</code>
      </pre>
    </section>
  )
}
