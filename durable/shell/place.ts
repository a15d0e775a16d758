// The key under which a batch is stored: extent and offset packed into one integer that a double holds exactly (2^21 extents, 2^32
// offsets each). An integer key keeps the table one plain tree: half the cost of a composite key, measured.
import { EXTENT_OFFSETS } from '../../schema/limits.ts'

export function placeOf(extentId: number, relativeOffset: number): number {
  return extentId * EXTENT_OFFSETS + relativeOffset
}
