// A consumer was shown offsets that do not grow: within a poll, or from one poll to the next without having been moved back.
import { walkConsumers } from './consumer-walk.ts'
import type { PollStep } from './consumer-walk.ts'
import type { Evidence } from './evidence.ts'
import { who } from './finding.ts'
import type { Finding } from './finding.ts'

export function findNonmonotonicPolls(evidence: Evidence): Finding[] {
  const findings: Finding[] = []
  for (const step of walkConsumers(evidence)) findings.push(...backFromBefore(step), ...backWithin(step))
  return findings
}

function backFromBefore({ operation, poll, partition, before }: PollStep): Finding[] {
  const [first] = poll.records
  if (before === null || first === undefined || first[0] >= before.offset) return []
  const isInternal = before.operation === operation
  const sentence = `${who(operation)} read “${first[1]}” at offset ${first[0]} of ${partition.name}, though ${who(before.operation)} had read up to ${before.offset}.`
  return [{ anomaly: isInternal ? 'internal nonmonotonic poll' : 'nonmonotonic poll', sentence }]
}

function backWithin({ operation, poll, partition }: PollStep): Finding[] {
  for (const [index, [offset, value]] of poll.records.entries()) {
    const before = poll.records[index - 1]
    if (before === undefined || offset > before[0]) continue
    const sentence = `${who(operation)} read “${value}” at offset ${offset} of ${partition.name} right after “${before[1]}” at ${before[0]}.`
    return [{ anomaly: 'internal nonmonotonic poll', sentence }]
  }
  return []
}
