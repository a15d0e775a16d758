// A consumer went past offsets that others were shown: in the middle of what it read, or between two of its polls without having been moved.
// Gaps of control batches, and of aborted records where a consumer reads with read_committed, are none, since nobody was ever shown them.
import { walkConsumers } from './consumer-walk.ts'
import type { PollStep } from './consumer-walk.ts'
import type { Evidence } from './evidence.ts'
import { list, who } from './finding.ts'
import type { Finding } from './finding.ts'
import { between } from './ordered.ts'

export function findPollSkips(evidence: Evidence): Finding[] {
  const findings: Finding[] = []
  for (const step of walkConsumers(evidence)) findings.push(...skippedBetween(step), ...skippedWithin(step))
  return findings
}

function skippedWithin({ operation, poll, partition }: PollStep): Finding[] {
  const { fromOffset, untilOffset, records, isolationLevel } = poll
  const shown = new Set(records.map(([offset]) => offset))
  const skipped = between(partition.demandedOf(isolationLevel), fromOffset, untilOffset).filter((offset) => !shown.has(offset))
  if (skipped.length === 0) return []
  const sentence = `${who(operation)} read ${partition.name} from ${fromOffset} to below ${untilOffset} without ${list(skipped)}, which others were shown.`
  return [{ anomaly: 'internal poll skip', sentence }]
}

function skippedBetween({ operation, poll, partition, before }: PollStep): Finding[] {
  if (before === null) return []
  const skipped = between(partition.demandedOf(poll.isolationLevel), before.offset, poll.fromOffset)
  if (skipped.length === 0) return []
  const isInternal = before.operation === operation
  const sentence = `${who(operation)} read ${partition.name} from ${poll.fromOffset}, though ${who(before.operation)} had left off at ${before.offset}: ${list(skipped)} are left out, which others were shown.`
  return [{ anomaly: isInternal ? 'internal poll skip' : 'poll skip', sentence }]
}
