// A part of a transaction is shown to consumers with read_committed, and another part is not although they read over where it stands: the
// transaction was neither committed nor aborted as a whole. This also holds for those whose outcome nobody was told.
import type { Operation } from './client-history.ts'
import type { Evidence, Write } from './evidence.ts'
import { mustBeThere } from './excuse.ts'
import { who } from './finding.ts'
import type { Finding } from './finding.ts'

type Part = { readonly write: Write; readonly reader: Operation }

export function findTornTransactions(evidence: Evidence): Finding[] {
  const findings: Finding[] = []
  for (const [operation, writes] of byTransaction(evidence)) {
    const shown = firstPart(writes, (write) => readerOf(evidence, write))
    const hidden = shown === null ? null : firstPart(writes, (write) => whoMissed(evidence, write))
    if (shown !== null && hidden !== null) findings.push({ anomaly: 'torn transaction', sentence: sentenceOf(operation, shown, hidden) })
  }
  return findings
}

function byTransaction({ writes }: Evidence): Map<Operation, Write[]> {
  const transactions = new Map<Operation, Write[]>()
  for (const write of writes.values()) {
    if (write.operation.transaction === null || write.fate === 'aborted' || write.partition.excuse.forgetsTransactions) continue
    const others = transactions.get(write.operation)
    if (others === undefined) transactions.set(write.operation, [write])
    else others.push(write)
  }
  return transactions
}

function firstPart(writes: readonly Write[], readerOfPart: (write: Write) => Operation | null): Part | null {
  for (const write of writes) {
    const reader = readerOfPart(write)
    if (reader !== null) return { write, reader }
  }
  return null
}

function readerOf(evidence: Evidence, { send }: Write): Operation | null {
  return evidence.sightingsOf(send.value).find(({ committedBy }) => committedBy !== null)?.committedBy ?? null
}

/** Who read over a part that was acknowledged and is shown to nobody: by then its transaction was decided. */
function whoMissed(evidence: Evidence, write: Write): Operation | null {
  const { outcome, offset } = write.send
  const { excuse } = write.partition
  if (outcome !== 'acknowledged' || offset === null || !mustBeThere(excuse, offset) || readerOf(evidence, write) !== null) return null
  return write.partition.whoReadOver(offset, 'read_committed')
}

function sentenceOf(operation: Operation, shown: Part, { write, reader }: Part): string {
  return (
    `Of ${who(operation)}, ${operation.transaction}, ${who(shown.reader)} read “${shown.write.send.value}” in ${shown.write.partition.name}; ` +
    `“${write.send.value}” at offset ${write.send.offset} of ${write.partition.name} is shown to nobody, and ${who(reader)} read over it.`
  )
}
