// The left lane: what writes to the cluster.
import type { JSX } from 'preact'
import { formatNumber } from '../i18n/format.ts'
import type { ClientTraffic, ProducerCard } from './model/producers.ts'
import { text } from './text.ts'
import { useSelect } from './use-select.ts'

type LaneProps = { readonly cards: readonly ProducerCard[]; readonly traffic: ClientTraffic }

export function ProducerLane({ cards, traffic }: LaneProps): JSX.Element {
  return (
    <section class="stage-lane stage-producers" aria-labelledby="stage-producers">
      <h2 id="stage-producers">{text.producers}</h2>
      <ul class="stage-cards">
        {cards.map((card) => (
          <li key={card.app.id}>
            <Producer card={card} />
          </li>
        ))}
        <li key="clients">
          <Clients traffic={traffic} />
        </li>
      </ul>
    </section>
  )
}

function Producer({ card }: { readonly card: ProducerCard }): JSX.Element {
  const { isSelected, select } = useSelect()
  const { app } = card
  const anchor = `app:${app.id}`
  return (
    <button
      type="button"
      class="stage-card"
      data-at={anchor}
      data-phase={app.phase}
      aria-pressed={isSelected(anchor)}
      onClick={() => select({ kind: 'app', appId: app.id })}
    >
      <span class="stage-card-head">
        <strong>{app.name}</strong>
        <Phase phase={app.phase} error={app.error} />
      </span>
      <span class="stage-card-line">
        {text.writesTo(app.topic)} · {app.workload.count === 0 ? text.byHand : text.perSecond(app.workload.records_per_second)}
      </span>
      <span class="stage-card-line">
        <span class="mono">acks={card.acks}</span> · {card.isIdempotent ? text.idempotent : text.notIdempotent}
      </span>
      {card.transactionalId !== null && (
        <span class="stage-card-line">
          {text.transaction} <span class="mono">{card.transactionalId}</span>{' '}
          {card.transactionState !== null && <span class="stage-word">{card.transactionState}</span>}
        </span>
      )}
      <Progress card={card} />
    </button>
  )
}

function Progress({ card }: { readonly card: ProducerCard }): JSX.Element {
  const { counters } = card.app
  return (
    <span class="stage-card-line stage-numbers">
      <span>✓ {text.acknowledged(formatNumber(counters.acknowledged))}</span>
      {counters.failed > 0 && <span class="stage-bad">✗ {text.failed(formatNumber(counters.failed))}</span>}
      {card.bufferedRecords > 0 && <span>▤ {text.buffered(formatNumber(card.bufferedRecords))}</span>}
      {card.inFlightRequests > 0 && <span>⇢ {text.inFlight(formatNumber(card.inFlightRequests))}</span>}
    </span>
  )
}

const PHASE_GLYPHS = {
  running: '●',
  paused: '⏸',
  stopping: '◕',
  finishing: '◕',
  stopped: '■',
  finished: '✓',
  killed: '✕',
  failed: '✗',
} as const

export function Phase({ phase, error }: { readonly phase: keyof typeof PHASE_GLYPHS; readonly error: string | null }): JSX.Element {
  const isBad = phase === 'killed' || phase === 'failed'
  const word = phase === 'failed' ? (error ?? phase) : text[phase]
  return (
    <span class="stage-phase" data-tone={isBad ? 'bad' : phase === 'running' || phase === 'finished' ? 'good' : 'warn'}>
      <span aria-hidden="true">{PHASE_GLYPHS[phase]}</span> {word}
    </span>
  )
}

function Clients({ traffic }: { readonly traffic: ClientTraffic }): JSX.Element {
  return (
    <div class="stage-card stage-clients" data-at="clients">
      <strong>{text.clients}</strong>
      <span class="stage-card-line">
        {traffic.batches === 0 ? text.clientsWait : text.clientsWrote(formatNumber(traffic.records), formatNumber(traffic.batches))}
      </span>
    </div>
  )
}
