// The lag of each partition, with a bar.
import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { useEffect } from 'preact/hooks'
import type { GroupState } from '../data/shapes.ts'
import { formatDuration, formatNumber } from '../i18n/format.ts'
import { useSession } from '../sandbox/session-context.ts'
import { lagBar } from './lag.ts'
import type { PartitionLag } from './lag.ts'
import { followTimeLags } from './lag-stream.ts'
import type { TimeLags } from './lag-stream.ts'
import { text } from './text.ts'

export function LagTable({ group, rows }: { readonly group: GroupState; readonly rows: readonly PartitionLag[] }): JSX.Element {
  const session = useSession()
  const timeLags = useSignal<TimeLags>(new Map())
  const groupId = group.group_id
  // A group that has committed nothing has no lags, not even an empty list of them.
  const hasCommitted = (session.live.value?.groups.find(({ group_id: id }) => id === groupId)?.committed.length ?? 0) > 0
  useEffect(() => {
    if (!hasCommitted) return
    return followTimeLags(session, groupId, (lags) => (timeLags.value = lags))
  }, [session, groupId, hasCommitted, timeLags])
  if (rows.length === 0) return <p class="quiet">{text.noOffsets}</p>
  const isLive = session.past.value === null
  return (
    <>
      <p class="quiet">{text.lagHint}</p>
      <div class="table-box" tabIndex={0} role="group" aria-label={text.lagTitle}>
        <table>
          <caption class="visually-hidden">{text.lagTitle}</caption>
          <Heads />
          <tbody>
            {rows.map((row) => (
              <LagRow
                key={`${row.topic}-${row.partition}`}
                row={row}
                rows={rows}
                reader={group.members.find(({ member_id: id }) => id === row.memberId)?.client_id ?? null}
                timeLagMs={isLive ? (timeLags.value.get(`${row.topic}-${row.partition}`) ?? null) : null}
              />
            ))}
          </tbody>
        </table>
      </div>
    </>
  )
}

function Heads(): JSX.Element {
  const numbers = [text.committed, text.pending, text.lso, text.highWatermark, text.leo, text.lagToLso, text.lagToLeo, text.timeLag]
  return (
    <thead>
      <tr>
        <th scope="col">{text.partition}</th>
        {numbers.map((head) => (
          <th key={head} scope="col" class="number">
            {head}
          </th>
        ))}
        <th scope="col">{text.bar}</th>
        <th scope="col">{text.reader}</th>
      </tr>
    </thead>
  )
}

type RowProps = {
  readonly row: PartitionLag
  readonly rows: readonly PartitionLag[]
  readonly reader: string | null
  readonly timeLagMs: number | null
}

function LagRow({ row, rows, reader, timeLagMs }: RowProps): JSX.Element {
  const bar = lagBar(row, rows)
  return (
    <tr>
      <th scope="row" class="mono">
        {row.topic}-{row.partition}
      </th>
      <td class="number">{row.committed === null ? text.nothing : formatNumber(row.committed)}</td>
      <td class="number">{row.pending === null ? '–' : formatNumber(row.pending)}</td>
      <td class="number">{formatNumber(row.lastStableOffset)}</td>
      <td class="number">{formatNumber(row.highWatermark)}</td>
      <td class="number">{formatNumber(row.logEndOffset)}</td>
      <td class="number">{row.lag === null ? text.unknown : formatNumber(row.lag)}</td>
      <td class="number">{row.openLag === null ? text.unknown : formatNumber(row.openLag)}</td>
      <td class="number">{timeLagMs === null ? text.unknown : formatDuration(timeLagMs)}</td>
      <td>
        <div class="groups-bar" aria-hidden="true">
          <span class="groups-bar-readable" style={{ width: `${bar.readable}%` }} />
          <span class="groups-bar-held" style={{ width: `${bar.heldBack}%` }} />
        </div>
      </td>
      <td>{reader ?? text.nobody}</td>
    </tr>
  )
}
