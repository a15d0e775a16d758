// The tab of metrics: charts of what matters most, and every metric under Kafka's own name, then and now.
import type { JSX } from 'preact'
import { useEffect } from 'preact/hooks'
import { useSession } from '../../sandbox/session-context.ts'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { Charts } from './charts.tsx'
import { MetricTable } from './metric-table.tsx'
import { metricsOf } from './metrics-model.ts'
import { text } from './text.ts'

export function MetricsTab(): JSX.Element {
  const session = useSession()
  if (session.kind === 'snapshot') return <p class="drawer-scroll quiet">{text.snapshot}</p>
  return <LiveMetrics />
}

function LiveMetrics(): JSX.Element {
  const session = useSession()
  const model = metricsOf(session)
  useEffect(() => model.follow(), [model])
  const problem = model.problem.value
  const was = model.was.value
  const now = model.now.value
  return (
    <div class="drawer-scroll stack">
      {problem !== null && <ProblemNotice problem={problem} />}
      {session.past.value !== null && <p class="quiet">{text.past}</p>}
      {was === null || now === null ? (
        <p class="quiet" role="status">
          {text.loading}
        </p>
      ) : (
        <>
          <Charts samples={model.samples.value} />
          <MetricTable was={was} now={now} onMark={() => model.mark()} />
        </>
      )}
    </div>
  )
}
