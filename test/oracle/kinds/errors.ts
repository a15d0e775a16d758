// errors.json: every error code of Kafka 4.3.

import { KAFKA_ERRORS, kafkaError } from '../../../schema/kafka/errors.ts'
import { casesOf, difference, runCase } from '../case-result.ts'
import type { CaseResult, OracleKind } from '../case-result.ts'

type ErrorCase = { code: number; name: string; retriable: boolean; refreshesMetadata: boolean }

export const errors: OracleKind = {
  name: 'errors',
  keys: ['errors'],
  run: (content) => casesOf(content, 'errors').map((entry) => errorCase(entry as ErrorCase)),
}

function errorCase({ code, name, retriable, refreshesMetadata }: ErrorCase): CaseResult {
  return runCase(`${code} ${name}`, () => {
    const byName = KAFKA_ERRORS.find((error) => error.name === name)
    return difference({ code, name, retriable, refreshesMetadata }, kafkaError(code)) ?? difference(kafkaError(code), byName)
  })
}
