// The main screen of a sandbox: the cluster in the middle, what is selected beside it, the drawer and the timeline below.
import type { JSX } from 'preact'
import { useEffect } from 'preact/hooks'
import { registerShortcut } from '../actions/shortcuts.ts'
import { lazy } from '../app/lazy.tsx'
import { selectionKey } from '../data/selection.ts'
import type { Selection } from '../data/selection.ts'
import { useSession } from '../sandbox/session-context.ts'
import { Timeline } from '../timeline/timeline.tsx'
import { stageView, StageBar, toggleTable } from './stage-bar.tsx'
import { Stage } from './stage.tsx'
import { text } from './text.ts'
import './stage-page.css'

const Drawer = lazy(() => import('../drawer/drawer.tsx').then((module) => module.Drawer))
const Inspector = lazy(() => import('../inspector/inspector.tsx').then((module) => module.Inspector))
const TableView = lazy(() => import('./table-view.tsx').then((module) => module.TableView))

export function StagePage(): JSX.Element {
  const session = useSession()
  const selected = session.selection.value
  useEffect(() => keepInSight(selected), [selected])
  useEffect(() => registerShortcut({ key: 't', label: () => text.tableShortcut, run: toggleTable }), [])
  return (
    <div class="stage-page" data-past={session.looksBack.value}>
      <div class="stage-area">
        <StageBar />
        {stageView() === 'table' ? <TableView /> : <Stage />}
      </div>
      <div class="stage-inspector" data-open={session.selection.value !== null}>
        <Inspector />
      </div>
      <div class="stage-drawer">
        <Drawer />
      </div>
      <div class="stage-timeline">
        <Timeline />
      </div>
    </div>
  )
}

/** On a small screen the details come up over the lower half: what they are about moves to where it can be seen. */
function keepInSight(selected: Selection | null): void {
  if (selected === null || matchMedia(ROOMY).matches) return
  document
    .querySelector(`.stage [data-at="${CSS.escape(selectionKey(selected))}"]`)
    ?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
}

/** As stage-page.css has it. */
const ROOMY = '(min-width: 900px)'
