// Where the bytes of a log are kept: a chain of extents that can be cut at its end, and replaced in its middle, without moving a byte.
import type { DeepReadonly } from '../deep-readonly.ts'
import type { Extent, PartitionLog } from './partition-log.ts'

type LogExtents = DeepReadonly<Pick<PartitionLog, 'extents' | 'logEndOffset'>>

/** Batches of one extent that a log uses, as offsets relative to the extent's origin. */
export type ExtentRange = { readonly extentId: number; readonly fromOffset: number; readonly untilOffset: number }

/** The extents that hold fromOffset and everything after it, each with the offset where it ends. */
export function extentsFrom(
  log: LogExtents,
  fromOffset: number,
): readonly { readonly extent: DeepReadonly<Extent>; readonly endOffset: number }[] {
  const ends = log.extents.map((extent, index) => ({ extent, endOffset: endOffsetAt(log, index) }))
  return ends.filter(({ endOffset }) => endOffset > fromOffset)
}

/** The stored bytes that this log needs. What no log of the cluster needs may be removed. */
export function extentRanges(log: DeepReadonly<PartitionLog>): ExtentRange[] {
  const firstOffset = log.segments[0]?.baseOffset ?? log.logStartOffset
  return extentsFrom(log, firstOffset).flatMap(({ extent, endOffset }) => {
    const startOffset = Math.max(extent.startOffset, firstOffset)
    if (startOffset >= endOffset) return []
    const { extentId, originOffset } = extent
    return [{ extentId, fromOffset: startOffset - originOffset, untilOffset: endOffset - originOffset }]
  })
}

function endOffsetAt({ extents, logEndOffset }: LogExtents, index: number): number {
  return Math.min(extents[index + 1]?.startOffset ?? logEndOffset, extents[index]?.endOffset ?? Infinity)
}

/** Adds an extent at the end. One that nothing was written to before it is forgotten. */
export function extentsWith(extents: readonly Extent[], opened: Extent): Extent[] {
  return [...extents.filter(({ startOffset }) => startOffset < opened.startOffset), opened]
}

/** Cuts the chain off at an offset; the last extent that is left takes no more batches. */
export function extentsCutAt(extents: readonly Extent[], offset: number): Extent[] {
  const kept = extents.filter(({ startOffset }) => startOffset < offset)
  const last = kept.pop()
  return last === undefined ? [] : [...kept, { ...last, endOffset: Math.min(offset, last.endOffset ?? offset) }]
}

/** Puts other extents in the place of what the chain holds from startOffset to endOffset. */
export function extentsReplaced(
  extents: readonly Extent[],
  replacement: readonly Extent[],
  startOffset: number,
  endOffset: number,
): Extent[] {
  const before = extents.filter((extent) => extent.startOffset < startOffset)
  const after = extents.filter((extent) => extent.startOffset >= endOffset)
  const covering = extents.findLast((extent) => extent.startOffset < endOffset)
  const goesOn = covering !== undefined && after[0]?.startOffset !== endOffset && (covering.endOffset ?? Infinity) > endOffset
  return [...before, ...replacement, ...(goesOn ? [{ ...covering, startOffset: endOffset }] : []), ...after]
}
