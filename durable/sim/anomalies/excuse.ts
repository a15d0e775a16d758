// What nobody may demand of a partition: records that are deleted as configured, and those that Kafka's own rules let a cluster lose.

export type OffsetRange = { readonly fromOffset: number; readonly untilOffset: number }

export type Excuse = {
  /** Everything below may be gone. Infinity for a topic that was deleted. */
  readonly logStartOffset: number
  /** Any record may be gone, and none may differ. */
  readonly isCompacted: boolean
  /** Offsets that an excused loss ever took away: they may be gone, and others may have come in their place. */
  readonly lostRanges: readonly OffsetRange[]
  /** A marker may be lost, or what a coordinator decided: transactions may have ended otherwise than their clients were told, or not at all. */
  readonly forgetsTransactions: boolean
}

/** By partitionKey. A partition that is not named is excused from nothing. */
export type Excuses = ReadonlyMap<string, Excuse>

export const NO_EXCUSE: Excuse = { logStartOffset: 0, isCompacted: false, lostRanges: [], forgetsTransactions: false }

/** Whether another record may stand, or have stood, at the offset. */
export function mayDiffer({ lostRanges }: Excuse, offset: number): boolean {
  return lostRanges.some(({ fromOffset, untilOffset }) => fromOffset <= offset && offset < untilOffset)
}

/** Whether whoever reads over the offset must find what was written there. */
export function mustBeThere(excuse: Excuse, offset: number): boolean {
  return !excuse.isCompacted && offset >= excuse.logStartOffset && !mayDiffer(excuse, offset)
}
