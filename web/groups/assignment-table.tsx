// Members by partitions: who reads what, and what moved.
import type { JSX } from 'preact'
import type { AssignmentMatrix, AssignmentRow, Holding } from './assignment.ts'
import { text } from './text.ts'

const MARKS: Readonly<Record<Holding, string>> = { kept: '●', gained: '＋', lost: '○', none: '' }

type TableProps = { readonly title: string; readonly matrix: AssignmentMatrix; readonly showsChange: boolean }

export function AssignmentTable({ title, matrix, showsChange }: TableProps): JSX.Element {
  if (matrix.rows.length === 0) return <p class="quiet">{text.noMembers}</p>
  const holdings: readonly Holding[] = showsChange ? ['kept', 'gained', 'lost'] : ['kept']
  return (
    <div class="stack">
      <div class="table-box" tabIndex={0} role="group" aria-label={title}>
        <table class="groups-assignment">
          <caption class="visually-hidden">{title}</caption>
          <thead>
            <tr>
              <th scope="col">{text.client}</th>
              {matrix.partitions.map(({ topic, partition }) => (
                <th key={`${topic}-${partition}`} scope="col" class="mono">
                  {topic}-{partition}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {matrix.rows.map((row) => (
              <MemberRow key={row.memberId} row={row} places={matrix.partitions} showsChange={showsChange} />
            ))}
          </tbody>
        </table>
      </div>
      <p class="quiet row" aria-hidden="true">
        {holdings.map((holding) => (
          <span key={holding}>
            <span class="groups-holding" data-holding={holding}>
              {MARKS[holding]}
            </span>{' '}
            {wordOf(holding)}
          </span>
        ))}
      </p>
    </div>
  )
}

type RowProps = { readonly row: AssignmentRow; readonly places: AssignmentMatrix['partitions']; readonly showsChange: boolean }

function MemberRow({ row, places, showsChange }: RowProps): JSX.Element {
  return (
    <tr>
      <th scope="row" title={row.memberId}>
        {row.clientId}{' '}
        {showsChange && row.presence !== 'stayed' && <span class="badge">{row.presence === 'joined' ? text.joined : text.left}</span>}
      </th>
      {places.map(({ topic, partition }, index) => {
        const holding = row.cells[index] ?? 'none'
        return (
          <td key={`${topic}-${partition}`}>
            <span class="groups-holding" data-holding={holding} aria-hidden="true">
              {MARKS[holding]}
            </span>
            <span class="visually-hidden">{wordOf(holding)}</span>
          </td>
        )
      })}
    </tr>
  )
}

function wordOf(holding: Holding): string {
  return holding === 'none' ? text.notHeld : text[holding]
}
