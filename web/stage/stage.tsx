// The stage: what writes on the left, the brokers with their logs in the middle, who reads on the right, and over them the canvas on which
// batches and requests fly. Everything that is known stands in the document; the canvas is decoration.
import type { JSX } from 'preact'
import { useRef } from 'preact/hooks'
import type { ClusterState } from '../data/shapes.ts'
import { useSession } from '../sandbox/session-context.ts'
import { BrokerGrid } from './broker-grid.tsx'
import { ClusterStrip } from './cluster-strip.tsx'
import { GroupLane } from './group-lane.tsx'
import { columnsOf } from './model/brokers.ts'
import { groupCardsOf, looseConsumersOf } from './model/groups.ts'
import { layoutOf } from './model/layout.ts'
import { producerCardsOf } from './model/producers.ts'
import { ProducerLane } from './producer-lane.tsx'
import { text } from './text.ts'
import { Tip } from './tip.tsx'
import { useClientTraffic } from './use-client-traffic.ts'
import { useGrid } from './use-grid.ts'
import { useMotion } from './use-motion.ts'
import './stage.css'
import './grid.css'

export function Stage(): JSX.Element | null {
  const state = useSession().state.value
  return state === null ? null : <Lanes state={state} />
}

function Lanes({ state }: { readonly state: ClusterState }): JSX.Element {
  const session = useSession()
  const host = useRef<HTMLDivElement>(null)
  const canvas = useRef<HTMLCanvasElement>(null)
  const apps = session.apps.value
  const traffic = useClientTraffic(session)
  const { rows, boxRef, fold } = useGrid(state, session.past.value !== null, session.showsInternal.value)
  const producers = producerCardsOf(apps, state)
  const columns = columnsOf(state)
  const groups = groupCardsOf(state, apps)
  const loose = looseConsumersOf(state, apps)
  useMotion(session, host, canvas, layoutOf({ producers, columns, rows, groups, loose }))
  return (
    <div class="stage" ref={host}>
      <ProducerLane cards={producers} traffic={traffic} />
      <section class="stage-lane stage-middle" aria-labelledby="stage-cluster">
        <h2 id="stage-cluster">{text.cluster}</h2>
        <ClusterStrip state={state} />
        <BrokerGrid columns={columns} rows={rows} onFold={fold} boxRef={boxRef} />
        {rows.length === 0 && <p class="quiet">{text.noTopics}</p>}
      </section>
      <GroupLane cards={groups} loose={loose} />
      <canvas class="stage-canvas" ref={canvas} aria-hidden="true" />
      <Tip host={host} />
    </div>
  )
}
