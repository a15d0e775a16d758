// The one big button: a running cluster, or why there is none.
import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { go, hrefOf } from '../app/location.ts'
import type { Problem } from '../data/api.ts'
import { ProblemNotice } from '../ui/problem-notice.tsx'
import { startSandbox } from './start-sandbox.ts'
import { text } from './text.ts'
import './start.css'

type Attempt =
  | { readonly step: 'ready' | 'starting' }
  | { readonly step: 'refused'; readonly problem: Problem; readonly sandboxId: string | null }

export function StartButton(): JSX.Element {
  const attempt = useSignal<Attempt>({ step: 'ready' })
  const start = async (): Promise<void> => {
    attempt.value = { step: 'starting' }
    void preloadStage()
    const started = await startSandbox(text.sandboxName)
    if (started.ok) go(stageOf(started.sandboxId))
    else attempt.value = { step: 'refused', problem: started.problem, sandboxId: started.sandboxId }
  }
  const { value } = attempt
  const isStarting = value.step === 'starting'
  return (
    <>
      <button
        type="button"
        class="button start-button"
        data-look="main"
        aria-disabled={isStarting}
        onClick={() => void (isStarting || start())}
      >
        <span aria-live="polite">{isStarting ? text.starting : text.start}</span>
      </button>
      {value.step === 'refused' && <Refused problem={value.problem} sandboxId={value.sandboxId} />}
    </>
  )
}

function Refused({ problem, sandboxId }: { readonly problem: Problem; readonly sandboxId: string | null }): JSX.Element {
  return (
    <div class="stack">
      <ProblemNotice problem={problem} />
      {problem.retryAfterSeconds !== null && <p>{text.retryAfter(problem.retryAfterSeconds)}</p>}
      {sandboxId !== null && (
        <p>
          {text.noTraffic} <a href={hrefOf(stageOf(sandboxId))}>{text.openAnyway}</a>
        </p>
      )}
    </div>
  )
}

function stageOf(sandboxId: string) {
  return { page: 'sandbox', sandboxId, sub: { view: 'stage' } } as const
}

/** When this fails the page itself asks again, and says so. */
async function preloadStage(): Promise<void> {
  await Promise.allSettled([import('../sandbox/sandbox-page.tsx'), import('../stage/stage-page.tsx')])
}
