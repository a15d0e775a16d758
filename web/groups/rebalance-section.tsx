// The last rebalances of a group: one of them with its steps, and what it moved.
import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { useKindHistory } from '../data/use-kind-history.ts'
import { formatDuration, formatTime } from '../i18n/format.ts'
import { language } from '../i18n/language.ts'
import { useSession } from '../sandbox/session-context.ts'
import { SequenceChart } from '../sequence/sequence-chart.tsx'
import { assignmentMatrix } from './assignment.ts'
import { AssignmentTable } from './assignment-table.tsx'
import { appsOfGroup } from './member-apps.ts'
import { stepsOfRebalance } from './rebalance-steps.ts'
import { GROUP_KINDS, rebalancesOf } from './rebalances.ts'
import type { Rebalance } from './rebalances.ts'
import { text } from './text.ts'
import { useRebalanceDetails } from './use-rebalance-details.ts'

const SHOWN_REBALANCES = 20

export function RebalanceSection({ groupId }: { readonly groupId: string }): JSX.Element {
  const session = useSession()
  const history = useKindHistory(session, GROUP_KINDS)
  const picked = useSignal<number | null>(null)
  const rebalances = rebalancesOf(groupId, history.value ?? [])
    .slice(-SHOWN_REBALANCES)
    .toReversed()
  // Without a choice the newest is followed as it goes on.
  const shown = rebalances.find(({ firstSequence }) => firstSequence === picked.value) ?? rebalances[0] ?? null
  return (
    <section class="card stack" aria-labelledby="rebalances-title">
      <h3 id="rebalances-title">{text.rebalances}</h3>
      {history.value === null && <p class="quiet">{text.reading}</p>}
      {history.value !== null && shown === null && <p class="quiet">{text.noRebalances}</p>}
      {shown !== null && (
        <>
          <ul class="pick-strip" aria-label={text.pickRebalance}>
            {rebalances.map((rebalance) => (
              <li key={rebalance.firstSequence}>
                <RebalanceButton
                  rebalance={rebalance}
                  isShown={rebalance === shown}
                  onPick={() => (picked.value = rebalance.firstSequence)}
                />
              </li>
            ))}
          </ul>
          <RebalanceView groupId={groupId} rebalance={shown} />
        </>
      )}
    </section>
  )
}

type ButtonProps = { readonly rebalance: Rebalance; readonly isShown: boolean; readonly onPick: () => void }

function RebalanceButton({ rebalance, isShown, onPick }: ButtonProps): JSX.Element {
  const { events, settled, cause } = rebalance
  const startedMs = events[0]?.time_ms ?? 0
  return (
    <button type="button" class="pick groups-rebalance" aria-pressed={isShown} onClick={onPick}>
      <span class="row">
        <span class="mono">{formatTime(startedMs)}</span>
        <span class="badge" data-tone={settled === null ? 'warn' : 'good'}>
          <span aria-hidden="true">{settled === null ? '◐' : '●'}</span>{' '}
          {settled === null ? text.goesOn : text.took(formatDuration(settled.time_ms - startedMs))}
        </span>
      </span>
      <span class="quiet">{cause.why[language.value]}</span>
    </button>
  )
}

function RebalanceView({ groupId, rebalance }: { readonly groupId: string; readonly rebalance: Rebalance }): JSX.Element {
  const session = useSession()
  const details = useRebalanceDetails(session, groupId, rebalance)
  if (details.value === null) return <p class="quiet">{text.reading}</p>
  const { appEvents, before, after } = details.value
  const apps = appsOfGroup(groupId, session.apps.value).map(({ id, name }) => ({ appId: id, name }))
  const sequence = stepsOfRebalance(rebalance, appEvents, apps)
  return (
    <>
      <p>
        <StyleMark rebalance={rebalance} /> {rebalance.style === null ? text.undecided : text[rebalance.style]}
      </p>
      {before.isKnown && after.isKnown && (
        <AssignmentTable
          title={text.assignmentChange}
          matrix={assignmentMatrix(before.group?.members ?? [], after.group?.members ?? [])}
          showsChange
        />
      )}
      <h4>{text.steps}</h4>
      <p class="quiet">{text.onlyCoordinator}</p>
      <SequenceChart title={text.steps} sequence={sequence} onMoment={(moment) => void session.lookAt(moment)} />
    </>
  )
}

function StyleMark({ rebalance: { style } }: { readonly rebalance: Rebalance }): JSX.Element {
  return (
    <span class="badge mono" data-style={style ?? 'undecided'}>
      <span aria-hidden="true">{style === 'eager' ? '■' : '▤'}</span> {style ?? '…'}
    </span>
  )
}
