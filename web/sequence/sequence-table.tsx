// The same steps as a table: the twin of the chart.
import type { JSX } from 'preact'
import { formatTime } from '../i18n/format.ts'
import { language } from '../i18n/language.ts'
import { MomentButton } from './moment-button.tsx'
import type { Sequence } from './sequence.ts'
import { text } from './text.ts'

type TableProps = { readonly title: string; readonly sequence: Sequence; readonly onMoment: (sequence: number) => void }

export function SequenceTable({ title, sequence: { lanes, steps }, onMoment }: TableProps): JSX.Element {
  const labelOf = (key: string): string => lanes.find((lane) => lane.key === key)?.label ?? key
  return (
    <div class="table-box" tabIndex={0} role="group" aria-label={title}>
      <table>
        <caption class="visually-hidden">{title}</caption>
        <thead>
          <tr>
            {[text.time, text.from, text.to, text.step, text.why, text.moment].map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {steps.map(({ event, from, to, label }, index) => (
            <tr key={`${event.sequence}:${index}`}>
              <td class="mono">{formatTime(event.time_ms)}</td>
              <td>{labelOf(from)}</td>
              <td>{from === to ? text.onItself : labelOf(to)}</td>
              <th scope="row" class="mono">
                {label}
              </th>
              <td>{event.why[language.value]}</td>
              <td>
                <MomentButton sequence={event.sequence} onMoment={onMoment} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
