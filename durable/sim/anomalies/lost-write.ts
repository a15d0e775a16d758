// A record that must be stored is not there: somebody read over its offset and nobody ever saw it, or it was seen once and the last look at
// everything does not find it any more. What was merely never looked for is unobserved-write.ts.
import type { Evidence, Sighting, Write } from './evidence.ts'
import { mustBeThere } from './excuse.ts'
import { who } from './finding.ts'
import type { Finding } from './finding.ts'

export function findLostWrites(evidence: Evidence): Finding[] {
  const findings: Finding[] = []
  for (const write of evidence.writes.values()) {
    const sightings = evidence.sightingsOf(write.send.value).filter(({ partition }) => partition === write.partition)
    const sentence = sightings.length === 0 ? readOver(evidence, write) : goneAtTheEnd(write, sightings)
    if (sentence !== null) findings.push({ anomaly: 'lost write', sentence })
  }
  return findings
}

function readOver(evidence: Evidence, { operation, send, partition, fate }: Write): string | null {
  const offset = evidence.offsetOf({ operation, send, partition, fate })
  if (fate !== 'committed' || offset === null || !mustBeThere(partition.excuse, offset)) return null
  const reader = partition.whoReadOver(offset)
  if (reader === null) return null
  return `“${send.value}” of ${who(operation)} was acknowledged at offset ${offset} of ${partition.name}; ${who(reader)} read over it, and nobody ever saw it.`
}

function goneAtTheEnd({ operation, send, partition, fate }: Write, sightings: readonly Sighting[]): string | null {
  const isForgotten = operation.transaction !== null && partition.excuse.forgetsTransactions
  if (fate === 'aborted' || isForgotten || partition.finalReader === null || sightings.some(({ finalBy }) => finalBy !== null)) return null
  // A record of a transaction is stored for good when read_committed showed it; others when anybody was shown them.
  const proven = sightings.find(({ committedBy }) => operation.transaction === null || committedBy !== null)
  if (proven === undefined || !mustBeThere(partition.excuse, proven.offset)) return null
  const { offset, by, committedBy } = proven
  const reader = who(committedBy ?? by)
  return `“${send.value}” of ${who(operation)} was read at offset ${offset} of ${partition.name} by ${reader}, and is not found by ${who(partition.finalReader)}, which read everything at the end.`
}
