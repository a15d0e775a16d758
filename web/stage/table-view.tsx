// The stage as tables: the same facts, for those who rather read than look, for copying, and for sorting.
import type { JSX } from 'preact'
import { useSession } from '../sandbox/session-context.ts'
import { isInternal } from './model/detail.ts'
import { GroupTable } from './tables/group-table.tsx'
import { PartitionTable } from './tables/partition-table.tsx'
import { ProducerTable } from './tables/producer-table.tsx'
import './tables/tables.css'

export function TableView(): JSX.Element | null {
  const session = useSession()
  const state = session.state.value
  if (state === null) return null
  const shown = session.showsInternal.value ? state : { ...state, topics: state.topics.filter((topic) => !isInternal(topic.name)) }
  const apps = session.apps.value
  return (
    <div class="stack">
      <PartitionTable state={shown} />
      <GroupTable state={state} apps={apps} />
      <ProducerTable state={state} apps={apps} />
    </div>
  )
}
