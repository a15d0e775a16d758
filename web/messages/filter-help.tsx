// What a filter can say, by examples that somebody can take as they are.
import type { JSX } from 'preact'
import { filterExamples, text } from './text.ts'

type ExampleName = keyof typeof EXAMPLES

const EXAMPLES = {
  field: 'value.amount > 100',
  key: 'key.startsWith("key-1")',
  header: 'headers["source"] == "web"',
  has: 'has(value.error) && value.error != null',
  text: 'string(value).contains("record 4")',
  pattern: String.raw`key.matches(r"^key-\d$")`,
  list: 'partition in [0, 2] && offset >= 100',
  time: 'timestamp >= timestamp("2026-01-01T00:00:00Z")',
  tombstone: 'value == null',
} as const satisfies Readonly<Record<keyof typeof filterExamples, string>>

export function FilterHelp({ onFilter }: { readonly onFilter: (filter: string) => void }): JSX.Element {
  return (
    <details class="messages-help">
      <summary>{text.filterHelp}</summary>
      <p class="quiet">{text.filterRules}</p>
      <ul>
        {(Object.keys(EXAMPLES) as ExampleName[]).map((name) => (
          <li key={name}>
            <button type="button" class="button" onClick={() => onFilter(EXAMPLES[name])}>
              <code>{EXAMPLES[name]}</code>
            </button>{' '}
            {filterExamples[name]}
          </li>
        ))}
      </ul>
    </details>
  )
}
