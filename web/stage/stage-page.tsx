// The main screen of a sandbox: the cluster in the middle, what is selected beside it, the drawer and the timeline below.
import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { lazy } from '../app/lazy.tsx'
import { Inspector } from '../inspector/inspector.tsx'
import { useSession } from '../sandbox/session-context.ts'
import { Timeline } from '../timeline/timeline.tsx'
import { Stage } from './stage.tsx'
import { TableView } from './table-view.tsx'
import './stage-page.css'

const Drawer = lazy(() => import('../drawer/drawer.tsx').then((module) => module.Drawer))

export function StagePage(): JSX.Element {
  const session = useSession()
  const isTable = useSignal(false)
  return (
    <div class="stage-page" data-past={session.past.value !== null}>
      <div class="stage-area">{isTable.value ? <TableView /> : <Stage />}</div>
      <Inspector />
      <Drawer />
      <Timeline />
    </div>
  )
}
