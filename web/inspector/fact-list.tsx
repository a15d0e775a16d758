// Facts as a list of terms and values, and the tables beside them. What a value names can be looked at in its place.
import { signal } from '@preact/signals'
import type { JSX } from 'preact'
import type { Selection } from '../data/selection.ts'
import { selectionKey } from '../data/selection.ts'
import { useSession } from '../sandbox/session-context.ts'
import type { Fact, FactLink, Facts, FactTable } from './facts.ts'
import { text } from './text.ts'

/** Whether each fact says what it means. */
const explains = signal(false)

const SIGNS = { good: '✓', warn: '!', bad: '✕' } as const

export function FactList({ facts: { facts, tables } }: { readonly facts: Facts }): JSX.Element {
  return (
    <section class="stack" aria-label={text.facts}>
      <div class="row inspector-head">
        <h3>{text.facts}</h3>
        <label class="row action-switch quiet">
          <input type="checkbox" checked={explains.value} onChange={(event) => (explains.value = event.currentTarget.checked)} />
          {text.explain}
        </label>
      </div>
      <dl class="inspector-facts">
        {facts.map((fact) => (
          <FactRow key={fact.name} fact={fact} />
        ))}
      </dl>
      {tables.map((table) => (
        <RowTable key={table.caption} table={table} />
      ))}
    </section>
  )
}

function FactRow({ fact: { label, value, meaning, tone, links } }: { readonly fact: Fact }): JSX.Element {
  return (
    <div data-tone={tone}>
      <dt>{label}</dt>
      <dd>
        {tone !== undefined && <span aria-hidden="true">{SIGNS[tone]} </span>}
        {links === undefined || links.length === 0 ? value : links.map((link) => <SelectLink key={selectionKey(link.to)} link={link} />)}
      </dd>
      {explains.value && meaning !== null && <dd class="quiet inspector-meaning">{meaning}</dd>}
    </div>
  )
}

export function SelectLink({ link: { label, to } }: { readonly link: FactLink }): JSX.Element {
  const session = useSession()
  return (
    <button type="button" class="inspector-link" onClick={() => (session.selection.value = to)}>
      {label}
    </button>
  )
}

function RowTable({ table: { caption, head, rows } }: { readonly table: FactTable }): JSX.Element {
  const session = useSession()
  const select = (to: Selection): void => {
    session.selection.value = to
  }
  return (
    <div class="table-box" tabIndex={0} role="region" aria-label={caption}>
      <table class="inspector-table">
        <caption>{caption}</caption>
        <thead>
          <tr>
            {head.map((cell) => (
              <th key={cell} scope="col">
                {cell}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, cells: [first, ...others], to }) => (
            <tr key={key}>
              <th scope="row">
                {to === null ? (
                  first
                ) : (
                  <button type="button" class="inspector-link" onClick={() => select(to)}>
                    {first}
                  </button>
                )}
              </th>
              {others.map((cell, index) => (
                <td key={head[index + 1]}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
