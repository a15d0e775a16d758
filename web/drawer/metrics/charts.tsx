// The three charts: traffic, lag of each group, and how replication is doing.
import type { JSX } from 'preact'
import { Chart } from './chart.tsx'
import { groupsOf, rates } from './samples.ts'
import type { Sample } from './samples.ts'
import { text } from './text.ts'

/** More lines than these cannot be told apart. */
const MAX_LINES = 10

export function Charts({ samples }: { readonly samples: readonly Sample[] }): JSX.Element {
  const timesMs = samples.map(({ timeMs }) => timeMs)
  const groups = groupsOf(samples).slice(0, MAX_LINES)
  return (
    <div class="metrics-charts">
      <Chart
        title={text.traffic}
        timesMs={timesMs}
        series={[
          { label: text.bytesIn, values: rates(samples, 'bytesIn') },
          { label: text.bytesReplicated, values: rates(samples, 'bytesReplicated') },
          { label: text.bytesOut, values: rates(samples, 'bytesOut') },
        ]}
      />
      {groups.length === 0 ? (
        <p class="quiet">{text.noGroups}</p>
      ) : (
        <Chart
          title={text.lag}
          timesMs={timesMs}
          series={groups.map((group) => ({ label: group, values: samples.map(({ lag }) => lag.get(group) ?? null) }))}
        />
      )}
      <Chart
        title={text.health}
        timesMs={timesMs}
        series={[
          { label: text.underReplicated, values: samples.map(({ underReplicated }) => underReplicated) },
          { label: text.isrShrinks, values: samples.map(({ isrShrinks }) => isrShrinks) },
          { label: text.elections, values: samples.map(({ elections }) => elections) },
        ]}
      />
    </div>
  )
}
