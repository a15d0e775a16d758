// What the server had against something, in its own words, with Kafka's name of the error.
import type { JSX } from 'preact'
import type { Problem } from '../data/api.ts'
import { text } from './text.ts'

export function ProblemNotice({ problem }: { readonly problem: Problem }): JSX.Element {
  return (
    <div class="notice" data-tone="bad" role="alert">
      <strong class="mono">{problem.code}</strong> {problem.status === 0 ? text.noAnswer : problem.detail}
    </div>
  )
}
