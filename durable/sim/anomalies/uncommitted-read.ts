// A consumer with read_committed was shown a record of a transaction before anybody had asked to commit it. Jepsen's precommitted read, where a
// transaction sees its own records, is the plainest kind.
import type { Operation, Poll } from './client-history.ts'
import type { Evidence } from './evidence.ts'
import { who } from './finding.ts'
import type { Finding } from './finding.ts'

export function findUncommittedReads(evidence: Evidence): Finding[] {
  return evidence.operations.flatMap((reader) =>
    reader.microOperations.flatMap((micro) => {
      return micro.kind === 'poll' && micro.isolationLevel === 'read_committed' ? uncommittedIn(evidence, reader, micro) : []
    }),
  )
}

function uncommittedIn(evidence: Evidence, reader: Operation, { records, at }: Poll): Finding[] {
  const findings: Finding[] = []
  for (const [offset, value] of records) {
    const write = evidence.writes.get(value)
    // An aborted one is an aborted read.
    if (write === undefined || write.operation.transaction === null || write.fate === 'aborted') continue
    if (write.operation.commitAskedAt <= at || write.partition.excuse.forgetsTransactions) continue
    const whose = write.operation === reader ? 'its own' : `that of ${who(write.operation)}`
    const sentence = `${who(reader)} read “${value}” at offset ${offset} of ${write.partition.name} before anybody asked to commit its transaction, ${whose}.`
    findings.push({ anomaly: 'uncommitted read', sentence })
  }
  return findings
}
