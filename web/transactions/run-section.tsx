// The transactions of one id, and the path of one of them as a sequence chart.
import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { useEffect } from 'preact/hooks'
import { readPastEvents } from '../data/past-events.ts'
import type { AnyApp, ClusterEvent } from '../data/shapes.ts'
import { useKindHistory } from '../data/use-kind-history.ts'
import { formatDuration, formatTime } from '../i18n/format.ts'
import { useSession } from '../sandbox/session-context.ts'
import { SequenceChart } from '../sequence/sequence-chart.tsx'
import { text } from './text.ts'
import { TRANSACTION_KINDS, transactionRuns } from './transaction-runs.ts'
import type { TransactionRun } from './transaction-runs.ts'
import { EVENTS_BEFORE, EVENTS_BEHIND, stepsOfTransaction, WRITE_KINDS } from './transaction-steps.ts'

const SHOWN_RUNS = 20
const MAX_PAGES = 8

type SectionProps = { readonly transactionalId: string; readonly app: AnyApp | null }

export function RunSection({ transactionalId, app }: SectionProps): JSX.Element {
  const session = useSession()
  const history = useKindHistory(session, TRANSACTION_KINDS)
  const picked = useSignal<number | null>(null)
  const runs = transactionRuns(transactionalId, history.value ?? [])
    .slice(-SHOWN_RUNS)
    .toReversed()
  const shown = runs.find(({ firstSequence }) => firstSequence === picked.value) ?? runs.find(({ ended }) => ended !== null) ?? runs[0]
  const first = shown === undefined || shown.ended === null ? null : shown.firstSequence
  useEffect(() => {
    // Transactions of an application follow on each other quickly: what is shown stays, so that it can be read.
    if (first !== null) picked.value = first
  }, [first, picked])
  return (
    <section class="card stack" aria-labelledby="runs-title">
      <h3 id="runs-title">{text.runs}</h3>
      {history.value === null && <p class="quiet">{text.reading}</p>}
      {history.value !== null && shown === undefined && <p class="quiet">{text.noRuns}</p>}
      {shown !== undefined && (
        <>
          <ul class="pick-strip" aria-label={text.pickRun}>
            {runs.map((run) => (
              <li key={run.firstSequence}>
                <RunButton run={run} isShown={run === shown} onPick={() => (picked.value = run.firstSequence)} />
              </li>
            ))}
          </ul>
          <RunView key={shown.firstSequence} run={shown} app={app} />
        </>
      )}
    </section>
  )
}

type ButtonProps = { readonly run: TransactionRun; readonly isShown: boolean; readonly onPick: () => void }

const LOOKS = { commit: { tone: 'good', mark: '✓' }, abort: { tone: 'bad', mark: '✕' }, open: { tone: 'warn', mark: '◐' } } as const

function RunButton({ run, isShown, onPick }: ButtonProps): JSX.Element {
  const { events, ended, outcome } = run
  const startedMs = events[0]?.time_ms ?? 0
  const fate = ended === null || outcome === null ? 'open' : outcome
  return (
    <button type="button" class="pick transactions-run" aria-pressed={isShown} onClick={onPick}>
      <span class="mono">{formatTime(startedMs)}</span>
      <span class="badge" data-tone={LOOKS[fate].tone}>
        <span aria-hidden="true">{LOOKS[fate].mark}</span> {text[fate]}
      </span>
      {ended !== null && <span class="quiet">{text.lasted(formatDuration(ended.time_ms - startedMs))}</span>}
    </button>
  )
}

function RunView({ run, app }: { readonly run: TransactionRun; readonly app: AnyApp | null }): JSX.Element {
  const session = useSession()
  const writes = useSignal<readonly ClusterEvent[] | null>(null)
  const { firstSequence, lastSequence } = run
  useEffect(() => {
    let isOver = false
    const read = async (): Promise<void> => {
      const [from, until] = [Math.max(1, firstSequence - EVENTS_BEFORE), lastSequence + EVENTS_BEHIND]
      const events = await readPastEvents(session, { kinds: WRITE_KINDS, from, until, maxPages: MAX_PAGES })
      if (!isOver) writes.value = events
    }
    void read()
    return () => {
      isOver = true
    }
  }, [session, firstSequence, lastSequence, writes])
  if (writes.value === null) return <p class="quiet">{text.reading}</p>
  const sequence = stepsOfTransaction(run, writes.value, app === null ? null : { appId: app.id, name: app.name })
  return (
    <>
      <h4>{text.steps}</h4>
      <p class="quiet">{text.stepsHint}</p>
      <SequenceChart title={text.steps} sequence={sequence} onMoment={(moment) => void session.lookAt(moment)} />
    </>
  )
}
