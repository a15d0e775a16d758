// transactions.json: its tables, which are facts about the coordinator apart from any request: the states, and what errors of the log and of
// markers become.
import { errorOfAppend } from '../../../durable/engine/transaction/append-errors.ts'
import { markerOutcome } from '../../../durable/engine/transaction/markers.ts'
import type { MarkerOutcome } from '../../../durable/engine/transaction/markers.ts'
import { isExpirationAllowed, isValidTransition } from '../../../durable/engine/transaction/transaction-state.ts'
import type { TransactionState } from '../../../durable/engine/transaction/transaction-state.ts'
import { TRANSACTION_STATE_IDS } from '../../../schema/kafka/coordinator/transaction-log.ts'
import { KAFKA_ERRORS } from '../../../schema/kafka/errors.ts'
import type { KafkaErrorName } from '../../../schema/kafka/errors.ts'
import { casesOf, difference, isRecord, runCase } from '../case-result.ts'
import type { CaseResult, OracleFile } from '../case-result.ts'

const STATES = Object.keys(TRANSACTION_STATE_IDS) as TransactionState[]

/** Under which heading the file lists the errors that mean the same to the coordinator. */
const MARKER_HEADINGS: readonly (readonly [string, MarkerOutcome])[] = [
  ['retried', 'retry'],
  ['transaction given up', 'given up'],
  ['treated as done', 'written'],
  ['must not happen', 'impossible'],
]

export function runTransactionTables(content: OracleFile): CaseResult[] {
  return [...runStates(content['states']), ...runAppendErrors(content['logAppendErrors']), ...runMarkerErrors(content['markerWriteErrors'])]
}

function runStates(states: unknown): CaseResult[] {
  if (!isRecord(states)) return []
  const { ids, validPreviousStates } = states
  return [
    runCase('the numbers of the states', () => difference(ids, TRANSACTION_STATE_IDS)),
    ...(isRecord(validPreviousStates) ? Object.entries(validPreviousStates) : []).map(([state, previous]) =>
      runCase(`what may stand before ${state}`, () => difference(sorted(previous), previousOf(state as TransactionState))),
    ),
    runCase('the states that expire', () => difference(sorted(casesOf(states, 'expirable')), STATES.filter(isExpirationAllowed).sort())),
  ]
}

function previousOf(state: TransactionState): string[] {
  return STATES.filter((previous) => isValidTransition(previous, state)).sort()
}

function sorted(names: unknown): unknown[] {
  return Array.isArray(names) ? names.map(String).sort() : []
}

function runAppendErrors(errors: unknown): CaseResult[] {
  if (!isRecord(errors)) return []
  return Object.entries(errors).map(([error, told]) =>
    runCase(`the log answers ${error}`, () => difference(told, errorOfAppend(error as KafkaErrorName))),
  )
}

/** What is no error of Kafka's, such as a connection that broke, reaches no marker of ours. */
function runMarkerErrors(table: unknown): CaseResult[] {
  if (!isRecord(table)) return []
  return MARKER_HEADINGS.flatMap(([heading, outcome]) =>
    Object.keys(table)
      .filter((key) => key.startsWith(heading))
      .flatMap((key) => casesOf(table, key))
      .filter(isErrorName)
      .map((error) => runCase(`a marker answers ${error}`, () => difference(outcome, markerOutcome(error)))),
  )
}

function isErrorName(name: unknown): name is KafkaErrorName {
  return KAFKA_ERRORS.some((error) => error.name === name)
}
