// One replica: who it is, the newest offsets of its log, and its three marks. All of it is said in words that are only heard,
// and what is drawn is only seen.
import type { JSX } from 'preact'
import { formatNumber } from '../i18n/format.ts'
import { replicaFacts, standingWord } from './facts-of.ts'
import type { PartitionRow, ReplicaCell as Cell, Standing } from './model/rows.ts'
import { replicaKey } from './model/rows.ts'
import { runsOf } from './model/runs.ts'
import type { Mark, Strip } from './model/strip.ts'
import { marksOf } from './model/strip.ts'
import { text } from './text.ts'
import { Unseen } from './unseen.tsx'
import { useSelect } from './use-select.ts'

export const STANDING_GLYPHS: Readonly<Record<Standing, string>> = { leader: 'L', follower: 'F', outOfSync: '!' }

/** Name, standing and marks of a replica are to be seen; what follows in its facts is not. */
const SEEN_FACTS = 2

/** The width of one offset. stage.css draws the lines between them at the same distance. */
export const CELL_PX = 11

type CellProps = { readonly row: PartitionRow; readonly cell: Cell; readonly process: string }

export function ReplicaCell({ row, cell, process }: CellProps): JSX.Element {
  const { isSelected } = useSelect()
  const anchor = replicaKey(row.topic, row.partition.partition_index, cell.brokerId)
  const facts = replicaFacts(row, cell)
  return (
    <td
      class="grid-replica"
      tabIndex={-1}
      data-at={anchor}
      data-role={cell.log.role}
      data-standing={cell.standing}
      data-process={process}
      data-tip={facts.join('\n')}
      aria-selected={isSelected(anchor)}
    >
      <span class="visually-hidden">{facts.join(', ')}</span>
      <span class="grid-standing" aria-hidden="true">
        <span class="grid-glyph">{STANDING_GLYPHS[cell.standing]}</span>
        {standingWord(cell.standing)}
        {cell.log.is_diverged && <span class="grid-flag">⑂ {text.diverged}</span>}
        {cell.reassignment !== null && <span class="grid-flag">⇄ {text[cell.reassignment]}</span>}
        {cell.strip !== null && cell.strip.olderCount > 0 && <span class="grid-older">… {formatNumber(cell.strip.olderCount)}</span>}
      </span>
      {cell.strip !== null && <StripView strip={cell.strip} />}
      <Unseen facts={facts.slice(SEEN_FACTS)} />
      <Marks marks={cell.strip?.marks ?? marksOf(cell.log, { firstOffset: 0, endOffset: cell.log.log_end_offset })} />
    </td>
  )
}

function StripView({ strip }: { readonly strip: Strip }): JSX.Element {
  return (
    <span class="grid-strip" aria-hidden="true">
      {runsOf(strip.cells).map(({ kind, count }, index) => (
        <span key={index} class="grid-run" data-kind={kind} style={{ width: `${count * CELL_PX}px` }} />
      ))}
      {strip.marks.map((mark) => (
        <span key={mark.names.join()} class="grid-mark" data-names={mark.names.join(' ')} style={{ left: `${mark.at * CELL_PX}px` }} />
      ))}
    </span>
  )
}

/** `HW=LSO 12  LEO 13` */
function Marks({ marks }: { readonly marks: readonly Mark[] }): JSX.Element {
  return (
    <span class="grid-marks" aria-hidden="true">
      {marks.map(({ names, offset }) => (
        <span key={names.join()}>
          {names.toReversed().join('=')} <b>{formatNumber(offset)}</b>
        </span>
      ))}
    </span>
  )
}
