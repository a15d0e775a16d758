// A record was acknowledged and committed, and even the last look at everything, from start to end, never came to it.
import type { Evidence, Write } from './evidence.ts'
import { mustBeThere } from './excuse.ts'
import { who } from './finding.ts'
import type { Finding } from './finding.ts'

export function findUnobservedWrites(evidence: Evidence): Finding[] {
  const findings: Finding[] = []
  for (const write of evidence.writes.values()) {
    const { operation, send, partition, fate } = write
    const { finalReader } = partition
    if (fate !== 'committed' || finalReader === null || evidence.sightingsOf(send.value).length > 0 || !isDemanded(write)) continue
    const place = send.offset === null ? partition.name : `offset ${send.offset} of ${partition.name}`
    const sentence = `“${send.value}” of ${who(operation)} was acknowledged at ${place}, and ${who(finalReader)}, which read everything at the end, does not see it.`
    findings.push({ anomaly: 'unobserved write', sentence })
  }
  return findings
}

function isDemanded({ send, partition }: Write): boolean {
  const { excuse } = partition
  // Where the offset is not known, only a partition from which nothing may be gone can be held to it.
  if (send.offset === null) return !excuse.isCompacted && excuse.logStartOffset === 0 && excuse.lostRanges.length === 0
  // One that somebody read over is lost, which is another anomaly.
  return mustBeThere(excuse, send.offset) && partition.whoReadOver(send.offset) === null
}
