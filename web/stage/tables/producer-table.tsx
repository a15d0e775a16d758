// What writes, as a table.
import type { JSX } from 'preact'
import type { AnyApp, ClusterState } from '../../data/shapes.ts'
import { formatNumber } from '../../i18n/format.ts'
import type { ProducerCard } from '../model/producers.ts'
import { producerCardsOf } from '../model/producers.ts'
import { text } from '../text.ts'
import type { Column } from './sortable-table.tsx'
import { SortableTable } from './sortable-table.tsx'

export function ProducerTable({ state, apps }: { readonly state: ClusterState; readonly apps: readonly AnyApp[] }): JSX.Element {
  return (
    <SortableTable
      caption={text.producerTable}
      columns={columns()}
      rows={producerCardsOf(apps, state)}
      selectionOf={({ app }) => ({ kind: 'app', appId: app.id })}
      empty={text.noProducers}
    />
  )
}

function columns(): readonly [Column<ProducerCard>, ...(readonly Column<ProducerCard>[])] {
  return [
    { id: 'name', label: text.app, value: ({ app }) => app.name },
    { id: 'phase', label: text.columnState, value: ({ app }) => app.phase, shown: ({ app }) => phaseWord(app) },
    { id: 'topic', label: text.topic, value: ({ app }) => app.topic },
    { id: 'rate', label: text.columnRate, isNumber: true, value: ({ app }) => app.workload.records_per_second },
    { id: 'acks', label: 'acks', value: ({ acks }) => acks },
    { id: 'idempotent', label: text.idempotent, value: ({ isIdempotent }) => (isIdempotent ? text.yes : text.no) },
    { id: 'transaction', label: 'transactional.id', value: ({ transactionalId }) => transactionalId },
    { id: 'transactionState', label: text.transaction, value: ({ transactionState }) => transactionState },
    numberColumn('acknowledged', text.columnAcknowledged, ({ app }) => app.counters.acknowledged),
    numberColumn('failed', text.columnFailed, ({ app }) => app.counters.failed),
    numberColumn('inFlight', text.columnInFlight, ({ inFlightRequests }) => inFlightRequests),
  ]
}

function phaseWord({ phase, error }: ProducerCard['app']): string {
  return phase === 'failed' ? (error ?? phase) : text[phase]
}

function numberColumn(id: string, label: string, value: (card: ProducerCard) => number): Column<ProducerCard> {
  return { id, label, isNumber: true, value, shown: (card) => formatNumber(value(card)) }
}
