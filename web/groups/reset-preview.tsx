// What a reset would change: each partition before and after, and how many records that means.
import type { JSX } from 'preact'
import { formatNumber } from '../i18n/format.ts'
import { affectedRecords } from './reset.ts'
import type { PlannedOffset } from './reset.ts'
import { text } from './text.ts'

export function ResetPreview({ planned }: { readonly planned: readonly PlannedOffset[] }): JSX.Element {
  if (planned.length === 0) {
    return (
      <p class="notice" role="status">
        {text.nothingToReset}
      </p>
    )
  }
  return (
    <div class="table-box" tabIndex={0} role="group" aria-label={text.previewTitle}>
      <table>
        <caption class="visually-hidden">{text.previewTitle}</caption>
        <thead>
          <tr>
            <th scope="col">{text.partition}</th>
            <th scope="col" class="number">
              {text.before}
            </th>
            <th scope="col" class="number">
              {text.after}
            </th>
            <th scope="col">{text.affected}</th>
          </tr>
        </thead>
        <tbody>
          {planned.map((row) => (
            <tr key={`${row.topic_name}-${row.partition_id}`}>
              <th scope="row" class="mono">
                {row.topic_name}-{row.partition_id}
              </th>
              <td class="number">{row.current_offset === null ? text.nothing : formatNumber(row.current_offset)}</td>
              <td class="number">{formatNumber(row.new_offset)}</td>
              <td>{affectedText(affectedRecords(row))}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function affectedText(records: number | null): string {
  if (records === null) return text.unknown
  if (records === 0) return text.unchanged
  return records < 0 ? text.again(formatNumber(-records)) : text.skipped(formatNumber(records))
}
