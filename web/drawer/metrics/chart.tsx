// A chart of a few series over the cluster's time. Its numbers stand below it as text; where the pointer is, the timeline shows it too.
import { useSignalEffect } from '@preact/signals'
import type { JSX } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import UPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import type { SandboxSession } from '../../data/session.ts'
import { formatNumber } from '../../i18n/format.ts'
import { useSession } from '../../sandbox/session-context.ts'
import { timeOf } from '../../timeline/event-search.ts'
import { momentOf } from '../../timeline/moment.ts'
import { pointedMs } from '../../timeline/pointed-time.ts'
import { theme } from '../../ui/preferences.ts'

export type Series = { readonly label: string; readonly values: readonly (number | null)[] }

type ChartProps = { readonly title: string; readonly timesMs: readonly number[]; readonly series: readonly Series[] }

const HEIGHT = 130

/** As many as there are classes of colours in the style sheet; lines of more groups begin again, dashed. */
const COLOURS = 5

export function Chart({ title, timesMs, series }: ChartProps): JSX.Element {
  const box = useRef<HTMLDivElement>(null)
  const plot = useRef<UPlot | null>(null)
  const session = useSession()
  const names = series.map(({ label }) => label).join('\n')
  useEffect(() => {
    if (box.current === null) return
    const made = makePlot(box.current, names.split('\n'))
    plot.current = made
    const observer = new ResizeObserver(([entry]) =>
      made.setSize({ width: Math.floor(entry?.contentRect.width ?? made.width), height: HEIGHT }),
    )
    observer.observe(box.current)
    return () => {
      observer.disconnect()
      made.destroy()
      plot.current = null
    }
  }, [names, theme.value])
  useEffect(() => {
    plot.current?.setData([[...timesMs], ...series.map(({ values }) => [...values])])
  })
  useSignalEffect(() => {
    const at = pointedMs.value ?? shownMs(session)
    const made = plot.current
    if (made === null || made.over.matches(':hover')) return
    made.setCursor({ left: at === null ? -10 : made.valToPos(at, 'x'), top: -10 }, false)
  })
  return (
    <figure class="metrics-chart">
      <figcaption>{title}</figcaption>
      <div ref={box} class="metrics-plot" aria-hidden="true" />
      <ul class="metrics-legend">
        {series.map(({ label, values }, index) => (
          <li key={label} data-colour={index % COLOURS} data-dashed={index >= COLOURS}>
            {label} <strong class="mono">{shown(values.at(-1) ?? null)}</strong>
          </li>
        ))}
      </ul>
    </figure>
  )
}

/** When the moment was that is looked at; null for now. */
function shownMs(session: SandboxSession): number | null {
  const moment = momentOf(session)
  const sequence = moment.isPast.value ? moment.sequence.value : null
  return sequence === null ? null : timeOf(session.events.all, sequence, null)
}

function shown(value: number | null): string {
  return value === null ? '–' : formatNumber(Math.round(value * 10) / 10)
}

function makePlot(box: HTMLElement, labels: readonly string[]): UPlot {
  const style = getComputedStyle(box)
  const axis = {
    stroke: style.color,
    grid: { stroke: style.borderColor, width: 1 },
    ticks: { stroke: style.borderColor },
    font: '11px system-ui',
  }
  return new UPlot(
    {
      width: Math.max(100, box.clientWidth),
      height: HEIGHT,
      ms: 1,
      legend: { show: false },
      cursor: { y: false, points: { show: false } },
      scales: { y: { range: (_plot, _min, max) => [0, Math.max(1, max ?? 1) * 1.1] } },
      axes: [
        { ...axis, size: 26 },
        { ...axis, size: 52, values: (_plot, ticks) => ticks.map((tick) => compact.format(tick)) },
      ],
      series: [{}, ...labels.map((label, index) => seriesOf(box, label, index))],
      hooks: { setCursor: [tellPointed] },
    },
    [[]],
    box,
  )
}

const compact = new Intl.NumberFormat('en', { notation: 'compact' })

function seriesOf(box: HTMLElement, label: string, index: number): UPlot.Series {
  const line = { label, stroke: colourOf(box, index), width: 2, points: { show: false } }
  return index >= COLOURS ? { ...line, dash: [6, 4] } : line
}

/** A canvas does not know the variables of the style sheet: an element that is there for a moment is asked. */
function colourOf(box: HTMLElement, index: number): string {
  const probe = document.createElement('span')
  probe.dataset['colour'] = String(index % COLOURS)
  box.append(probe)
  const { color } = getComputedStyle(probe)
  probe.remove()
  return color
}

/** Only a pointer says where it is; a cursor that was put there by the timeline says nothing back. */
function tellPointed(plot: UPlot): void {
  if (!plot.over.matches(':hover')) return
  const { left } = plot.cursor
  pointedMs.value = left === undefined || left < 0 ? null : plot.posToVal(left, 'x')
}
