// A value stands at two places of a log although its producer was idempotent or transactional. A plain producer that sends again what was not
// answered may write it twice.
import type { Evidence, Write } from './evidence.ts'
import { mayDiffer } from './excuse.ts'
import { who } from './finding.ts'
import type { Finding } from './finding.ts'
import type { PartitionEvidence } from './partition-evidence.ts'

export function findDuplicates(evidence: Evidence): Finding[] {
  const findings: Finding[] = []
  for (const write of evidence.writes.values()) {
    if (write.operation.producer === 'plain') continue
    const places = placesOf(evidence, write)
    if (places.length < 2) continue
    const sentence = `“${write.send.value}” of the ${write.operation.producer} producer ${who(write.operation)} stands at ${places.join(' and at ')}.`
    findings.push({ anomaly: 'duplicate', sentence })
  }
  return findings
}

/** What an excused loss took away may be written again elsewhere. */
function placesOf(evidence: Evidence, { send, partition, fate }: Write): readonly string[] {
  const places = new Set<string>()
  const add = (at: PartitionEvidence, offset: number): void => {
    if (!mayDiffer(at.excuse, offset)) places.add(`offset ${offset} of ${at.name}`)
  }
  if (fate === 'committed' && send.offset !== null) add(partition, send.offset)
  for (const sighting of evidence.sightingsOf(send.value)) add(sighting.partition, sighting.offset)
  return [...places]
}
