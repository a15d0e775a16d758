// A consumer was shown a value that nobody ever sent to the partition.
import type { Evidence } from './evidence.ts'
import { who } from './finding.ts'
import type { Finding } from './finding.ts'

export function findUnwrittenReads(evidence: Evidence): Finding[] {
  const findings: Finding[] = []
  for (const value of evidence.seenValues) {
    const write = evidence.writes.get(value)
    for (const { partition, offset, by } of evidence.sightingsOf(value)) {
      if (partition === write?.partition) continue
      const truth = write === undefined ? 'which nobody ever sent' : `which ${who(write.operation)} sent to ${write.partition.name}`
      findings.push({
        anomaly: 'unwritten read',
        sentence: `${who(by)} read “${value}” at offset ${offset} of ${partition.name}, ${truth}.`,
      })
    }
  }
  return findings
}
