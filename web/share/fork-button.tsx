// A button that makes a sandbox of its own from something, and goes there.
import type { JSX } from 'preact'
import type { ApiCall } from '../data/api.ts'
import { ProblemNotice } from '../ui/problem-notice.tsx'
import { text } from './text.ts'
import { useFork } from './use-fork.ts'

type ForkButtonProps = {
  readonly call: ApiCall
  /** What the call is made with; a snapshot needs no key. */
  readonly accessKey: string | null
  readonly label: string
  readonly look?: 'main' | 'danger'
}

export function ForkButton({ call, accessKey, label, look }: ForkButtonProps): JSX.Element {
  const { run, isForking, problem } = useFork(call, accessKey)
  return (
    <>
      <button type="button" class="button" data-look={look} disabled={isForking} onClick={() => void run()}>
        {isForking ? text.forking : label}
      </button>
      {problem !== null && <ProblemNotice problem={problem} />}
    </>
  )
}
