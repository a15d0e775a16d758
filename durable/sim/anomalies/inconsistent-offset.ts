// Two values stand at one offset: two readers, or a reader and an acknowledgement, do not agree on what the log says.
import type { Evidence } from './evidence.ts'
import { mayDiffer } from './excuse.ts'
import type { Finding } from './finding.ts'

export function findInconsistentOffsets({ partitions }: Evidence): Finding[] {
  const findings: Finding[] = []
  for (const { name, valuesAt, excuse } of partitions.values()) {
    for (const [offset, values] of valuesAt) {
      if (values.length < 2 || mayDiffer(excuse, offset)) continue
      const shown = values.map((value) => `“${value}”`).join(' and ')
      findings.push({ anomaly: 'inconsistent offset', sentence: `Offset ${offset} of ${name} holds ${shown}.` })
    }
  }
  return findings
}
