// What a producer sends later stands later in the log: within an operation, and from one operation to the next. Records of others between two
// sends of a transaction are a finding too, and allowed: Kafka does not isolate writes.
import type { Operation } from './client-history.ts'
import type { Evidence, Write } from './evidence.ts'
import { mayDiffer } from './excuse.ts'
import { list, who } from './finding.ts'
import type { Finding } from './finding.ts'
import { between } from './ordered.ts'
import type { PartitionEvidence } from './partition-evidence.ts'

type Placed = { readonly write: Write; readonly offset: number }

export function findSendDisorder(evidence: Evidence): Finding[] {
  const findings: Finding[] = []
  const latest = new Map<string, Map<PartitionEvidence, Placed>>()
  for (const write of evidence.writes.values()) {
    const placed = place(evidence, write)
    if (placed === null) continue
    const { process } = write.operation
    const own = latest.get(process) ?? new Map<PartitionEvidence, Placed>()
    latest.set(process, own)
    const before = own.get(write.partition)
    if (tellsWhen(write)) own.set(write.partition, placed)
    if (before !== undefined) findings.push(...compare(evidence, before, placed))
  }
  return findings
}

/** Null where its place in the log is not known, or not for good. */
function place(evidence: Evidence, write: Write): Placed | null {
  const offset = write.fate === 'aborted' ? null : evidence.offsetOf(write)
  return offset === null || mayDiffer(write.partition.excuse, offset) ? null : { write, offset }
}

function compare(evidence: Evidence, before: Placed, after: Placed): Finding[] {
  const isInternal = before.write.operation === after.write.operation
  if (after.offset > before.offset) return isInternal ? foreignBetween(evidence, before, after) : []
  if (!isInternal && !isOrdered(before.write.operation, after.write.operation)) return []
  const { write, offset } = after
  const sentence = `${who(write.operation)} sent “${write.send.value}” after ${isInternal ? 'its own' : `that of ${who(before.write.operation)},`} “${before.write.send.value}”, and it stands at ${offset} of ${write.partition.name}, not behind ${before.offset}.`
  return [{ anomaly: isInternal ? 'internal nonmonotonic send' : 'nonmonotonic send', sentence }]
}

/** What a plain producer was not told of may still come to the log long after it gave up. */
function tellsWhen({ operation, fate }: Write): boolean {
  return operation.producer !== 'plain' || fate === 'committed'
}

/** Sequences keep the order of everything. A plain producer's requests may overtake each other, unless one was answered before the next began. */
function isOrdered(before: Operation, after: Operation): boolean {
  return before.producer !== 'plain' || before.endedAt < after.beganAt
}

function foreignBetween({ writes }: Evidence, before: Placed, after: Placed): Finding[] {
  const { operation, partition } = after.write
  const foreign = between(partition.offsets, before.offset + 1, after.offset).filter((offset) =>
    (partition.valuesAt.get(offset) ?? []).some((value) => writes.get(value)?.operation !== operation),
  )
  if (foreign.length === 0) return []
  const sentence = `Between “${before.write.send.value}” at ${before.offset} and “${after.write.send.value}” at ${after.offset} of ${partition.name}, both of ${who(operation)}, stand records of others: ${list(foreign)}.`
  return [{ anomaly: 'internal send skip', sentence }]
}
