// Every metric, then and now, and what happened in between: the difference is tied to the events that may have made it.
import { signal } from '@preact/signals'
import type { JSX } from 'preact'
import { formatNumber, formatTime } from '../../i18n/format.ts'
import { language } from '../../i18n/language.ts'
import { useSession } from '../../sandbox/session-context.ts'
import { interestingLane } from '../../timeline/lanes.ts'
import { showEvent } from '../show-event.ts'
import { metricRows, SCOPES, shortName } from './metric-rows.ts'
import type { Metric, MetricRow, RowFilter } from './metric-rows.ts'
import type { Look } from './metrics-model.ts'
import { text } from './text.ts'

const rowFilter = signal<RowFilter>({ scope: 'cluster', text: '', onlyChanged: false, withDetail: false })

type TableProps = { readonly was: Look; readonly now: Look; readonly onMark: () => void }

export function MetricTable({ was, now, onMark }: TableProps): JSX.Element {
  const rows = metricRows(was.metrics, now.metrics, rowFilter.value)
  return (
    <section class="stack">
      <div class="row">
        <button type="button" class="button" onClick={onMark}>
          {text.mark}
        </button>
        <span>{text.since(formatTime(was.timeMs), was.sequence)}</span>
        <Between from={was.sequence} />
      </div>
      <Filter />
      <div class="table-box">
        <table class="metrics-table">
          <caption class="visually-hidden">{text.caption}</caption>
          <thead>
            <tr>
              <th scope="col">{text.metric}</th>
              <th scope="col">{text.attribute}</th>
              {rowFilter.value.scope !== 'cluster' && <th scope="col">{text.of}</th>}
              <th scope="col" class="number">
                {text.was}
              </th>
              <th scope="col" class="number">
                {text.now}
              </th>
              <th scope="col" class="number">
                {text.delta}
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <Row key={row.key} row={row} />
            ))}
          </tbody>
        </table>
        {rows.length === 0 && <p class="quiet">{text.noRows}</p>}
      </div>
    </section>
  )
}

const MAX_NAMED = 3

/** The last interesting events since then, which lead to the list. */
function Between({ from }: { readonly from: number }): JSX.Element {
  const { events } = useSession()
  const found = events.all.slice(events.indexOf(from + 1)).filter((event) => interestingLane(event) !== null)
  if (found.length === 0) return <span class="quiet">{text.betweenNothing}</span>
  return (
    <span class="metrics-between">
      {text.between}{' '}
      {found.slice(-MAX_NAMED).map(({ sequence, why }) => (
        <button key={sequence} type="button" class="events-link" onClick={() => showEvent(sequence)}>
          <span class="mono">#{sequence}</span> {why[language.value]}
        </button>
      ))}
      {found.length > MAX_NAMED && <span class="quiet">+{formatNumber(found.length - MAX_NAMED)}</span>}
    </span>
  )
}

function Filter(): JSX.Element {
  const filter = rowFilter.value
  const change = (part: Partial<RowFilter>): void => {
    rowFilter.value = { ...filter, ...part }
  }
  return (
    <div class="row">
      <label class="events-check">
        {text.scope}
        <select
          class="input metrics-scope"
          value={filter.scope}
          onChange={({ currentTarget }) => change({ scope: SCOPES.find((one) => one === currentTarget.value) ?? 'cluster' })}
        >
          {SCOPES.map((scope) => (
            <option key={scope} value={scope}>
              {text[scope]}
            </option>
          ))}
        </select>
      </label>
      <input
        class="input metrics-search"
        type="search"
        placeholder={text.search}
        aria-label={text.search}
        value={filter.text}
        onInput={({ currentTarget }) => change({ text: currentTarget.value })}
      />
      <label class="events-check">
        <input
          type="checkbox"
          checked={filter.onlyChanged}
          onChange={({ currentTarget }) => change({ onlyChanged: currentTarget.checked })}
        />
        {text.onlyChanged}
      </label>
      <label class="events-check">
        <input
          type="checkbox"
          checked={filter.withDetail}
          onChange={({ currentTarget }) => change({ withDetail: currentTarget.checked })}
        />
        {text.detail}
      </label>
    </div>
  )
}

function Row({ row: { metric, was, now, delta } }: { readonly row: MetricRow }): JSX.Element {
  const changed = was !== now
  return (
    <tr data-changed={changed}>
      <th scope="row" title={metric.mbean}>
        {shortName(metric)}
      </th>
      <td>{metric.attribute}</td>
      {rowFilter.value.scope !== 'cluster' && <td>{placeOf(metric)}</td>}
      <td class="number">{shown(was)}</td>
      <td class="number">{shown(now)}</td>
      <td class="number">{delta === null || delta === 0 ? '' : `${delta > 0 ? '+' : '−'}${shown(Math.abs(delta))}`}</td>
    </tr>
  )
}

/** `orders-0 @ 2`, `orders`, `2`. */
function placeOf({ node_id: node, topic, partition }: Metric): string {
  if (topic === null) return String(node ?? '')
  return partition === null ? topic : `${topic}-${partition} @ ${node ?? ''}`
}

function shown(value: number | null): string {
  return value === null ? text.nothing : formatNumber(Math.round(value * 100) / 100)
}
