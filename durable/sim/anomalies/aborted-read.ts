// A consumer was shown what does not exist: a record of a transaction that was aborted, although it reads with read_committed; or one that was
// refused, however it reads. Jepsen and Elle call it G1a.
import type { Evidence, Sighting, Write } from './evidence.ts'
import type { Operation } from './client-history.ts'
import { who } from './finding.ts'
import type { Finding } from './finding.ts'

export function findAbortedReads(evidence: Evidence): Finding[] {
  const findings: Finding[] = []
  for (const write of evidence.writes.values()) {
    if (write.fate !== 'aborted') continue
    for (const sighting of evidence.sightingsOf(write.send.value)) {
      const reader = whoMayNotSee(write, sighting)
      if (reader !== null) findings.push({ anomaly: 'aborted read', sentence: sentenceOf(write, sighting, reader) })
    }
  }
  return findings
}

/** Until it is aborted a transaction's record is in the log, and shown by read_uncommitted. */
function whoMayNotSee({ send }: Write, { by, committedBy }: Sighting): Operation | null {
  return send.outcome === 'refused' ? by : committedBy
}

function sentenceOf({ operation, send }: Write, { offset, partition }: Sighting, reader: Operation): string {
  const why = send.outcome === 'refused' ? 'which was refused' : 'which was aborted'
  return `${who(reader)} read “${send.value}” at offset ${offset} of ${partition.name}, sent by ${who(operation)}, ${why}.`
}
