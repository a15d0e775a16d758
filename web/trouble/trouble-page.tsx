// How every page of trouble looks: what happened, what still works, and the code to quote.
import type { ComponentChildren, JSX } from 'preact'
import { hrefOf } from '../app/location.ts'
import type { Problem } from '../data/api.ts'
import { RecentSandboxes } from '../start/recent-sandboxes.tsx'
import { StartButton } from '../start/start-button.tsx'
import { text } from './text.ts'
import './trouble.css'

type TroublePageProps = {
  readonly title: string
  readonly what: string
  /** What the server said; without it, nobody was asked. */
  readonly problem: Problem | null
  /** What can be done about it, before the ways out that are always there. */
  readonly children?: ComponentChildren
}

export function TroublePage({ title, what, problem, children }: TroublePageProps): JSX.Element {
  return (
    <div class="trouble stack">
      <h1>{title}</h1>
      <p>{what}</p>
      {children}
      <h2>{text.stillWorks}</h2>
      <div class="row">
        <StartButton />
        <a class="button" href={hrefOf({ page: 'home' })}>
          {text.home}
        </a>
      </div>
      <RecentSandboxes />
      {problem !== null && (
        <p class="quiet">
          {text.quote} <code>{quoted(problem)}</code>
        </p>
      )}
    </div>
  )
}

function quoted({ status, code, detail }: Problem): string {
  return `${status === 0 ? '' : `${status} `}${code}: ${detail}`
}
