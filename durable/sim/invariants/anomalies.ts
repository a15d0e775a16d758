// What clients were told, from the first request to the last look at everything, has none of the anomalies that Kafka forbids.
import type { Operation } from '../anomalies/client-history.ts'
import type { Excuses } from '../anomalies/excuse.ts'
import { findAnomalies } from '../anomalies/find-anomalies.ts'
import { isForbidden } from '../anomalies/finding.ts'
import { must } from '../violation.ts'

export function checkAnomalies(operations: readonly Operation[], excuses: Excuses): void {
  const forbidden = findAnomalies(operations, excuses).filter(isForbidden)
  must('anomalies', forbidden.length === 0, () => {
    const told = forbidden.slice(0, 1).map(({ anomaly, sentence }) => `${anomaly}: ${sentence}`)
    return forbidden.length === 1 ? told.join('') : `${told.join('')} And ${forbidden.length - 1} more.`
  })
}
