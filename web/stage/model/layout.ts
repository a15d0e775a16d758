// What stands on the stage, as one text: while it is the same, nothing has moved, and positions need not be read again.
import type { ConsumerApp } from '../../data/shapes.ts'
import type { BrokerColumn } from './brokers.ts'
import type { GroupCard } from './groups.ts'
import type { ProducerCard } from './producers.ts'
import type { GridRow } from './rows.ts'

type OnStage = {
  readonly producers: readonly ProducerCard[]
  readonly columns: readonly BrokerColumn[]
  readonly rows: readonly GridRow[]
  readonly groups: readonly GroupCard[]
  readonly loose: readonly ConsumerApp[]
}

/** What only makes a card higher is left out: the size of its lane tells of that. */
export function layoutOf({ producers, columns, rows, groups, loose }: OnStage): string {
  return [
    producers.map(({ app }) => app.id),
    columns.map(({ broker }) => broker.broker_id),
    rows.map((row) => `${row.key} ${row.kind === 'topic' && row.isUnfolded}`),
    groups.map((card) => [card.group.group_id, card.members.map((member) => memberLayout(member)), card.outside.map((app) => app.id)]),
    loose.map((app) => app.id),
  ].join('|')
}

function memberLayout({ memberId, app, partitions }: GroupCard['members'][number]): string {
  return `${memberId} ${app?.id ?? ''} ${partitions?.length ?? 0}`
}
