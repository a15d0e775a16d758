// A button that makes a sandbox of its own from something, and goes there.
import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { go } from '../app/location.ts'
import { Api } from '../data/api.ts'
import type { ApiCall, Problem } from '../data/api.ts'
import { rememberCreated } from '../data/created-sandbox.ts'
import type { CreatedSandbox } from '../data/shapes.ts'
import { ProblemNotice } from '../ui/problem-notice.tsx'
import { text } from './text.ts'

type ForkButtonProps = {
  readonly call: ApiCall
  /** What the call is made with; a snapshot needs no key. */
  readonly accessKey: string | null
  readonly label: string
  readonly look?: 'main' | 'danger'
}

export function ForkButton({ call, accessKey, label, look }: ForkButtonProps): JSX.Element {
  const isForking = useSignal(false)
  const problem = useSignal<Problem | null>(null)
  const fork = async (): Promise<void> => {
    isForking.value = true
    problem.value = null
    const made = await new Api(accessKey).act<CreatedSandbox>(call)
    isForking.value = false
    if (!made.ok) {
      problem.value = made.problem
      return
    }
    rememberCreated(made.value)
    go({ page: 'sandbox', sandboxId: made.value.id, sub: { view: 'stage' } })
  }
  return (
    <>
      <button type="button" class="button" data-look={look} disabled={isForking.value} onClick={() => void fork()}>
        {isForking.value ? text.forking : label}
      </button>
      {problem.value !== null && <ProblemNotice problem={problem.value} />}
    </>
  )
}
