// What can be done to a transaction: end it as its producer would, fence its producer, or crash the application that is its producer.
import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { perform } from '../actions/actions.ts'
import type { ApiCall, Problem } from '../data/api.ts'
import type { AnyApp, TransactionState } from '../data/shapes.ts'
import { useSession } from '../sandbox/session-context.ts'
import { ProblemNotice } from '../ui/problem-notice.tsx'
import { text } from './text.ts'

type ActionProps = { readonly transaction: TransactionState; readonly app: AnyApp | null }

export function TransactionActions({ transaction, app }: ActionProps): JSX.Element {
  const session = useSession()
  const problem = useSignal<Problem | null>(null)
  const path = session.v3(`/transactions/${encodeURIComponent(transaction.transactional_id)}`)
  const refusal = session.isOwner ? (session.past.value === null ? null : text.inPast) : text.viewer
  const isOngoing = transaction.state === 'Ongoing'
  const run = async (call: ApiCall): Promise<void> => {
    problem.value = await perform(session, call)
  }
  const end = (verb: 'commit' | 'abort'): JSX.Element => (
    <button
      type="button"
      class="button"
      data-action={`transaction.${verb}`}
      disabled={refusal !== null || !isOngoing}
      title={isOngoing ? text.byHand : text.notOpen}
      onClick={() => void run({ method: 'POST', path: `${path}:${verb}` })}
    >
      {verb === 'commit' ? text.commitNow : text.abortNow}
    </button>
  )
  return (
    <div class="stack">
      <div class="row" role="group" aria-label={text.actions}>
        {end('commit')}
        {end('abort')}
        <button
          type="button"
          class="button"
          data-action="transaction.fence"
          disabled={refusal !== null}
          onClick={() => void run({ method: 'POST', path: `${path}:fence` })}
        >
          {text.fence}
        </button>
        {app !== null && (
          <button
            type="button"
            class="button"
            data-look="danger"
            data-action="app.kill"
            disabled={refusal !== null || (app.phase !== 'running' && app.phase !== 'paused')}
            onClick={() => void run({ method: 'POST', path: session.v1(`/apps/${app.id}:kill`), body: {} })}
          >
            {text.crash(app.name)}
          </button>
        )}
      </div>
      <p class="quiet">{refusal ?? (isOngoing ? text.byHand : text.notOpen)}</p>
      {problem.value !== null && <ProblemNotice problem={problem.value} />}
    </div>
  )
}
