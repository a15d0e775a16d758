// transactions.json: what the transaction coordinator answers, row by row (one request to one transaction) and in scenarios. Its tables of
// states and errors are in transaction-tables.ts.
import { clientTransactionVersion, errorForVersion } from '../../../durable/engine/transaction/request-checks.ts'
import type { TransactionApi } from '../../../durable/engine/transaction/request-checks.ts'
import type { TransactionVersion } from '../../../durable/engine/transaction/transaction-metadata.ts'
import type { KafkaErrorName } from '../../../schema/kafka/errors.ts'
import { casesOf, difference, isRecord, runCase } from '../case-result.ts'
import type { CaseResult, OracleKind } from '../case-result.ts'
import { ProducerIdNames } from '../producer-id-names.ts'
import { namesOf, OracleCoordinator, partitionOf, TRANSACTIONAL_ID } from '../transaction-coordinator.ts'
import type { Answered, GivenTransaction, Outcome } from '../transaction-coordinator.ts'
import { runTransactionTables } from './transaction-tables.ts'

export const transactions: OracleKind = {
  name: 'transactions',
  keys: ['endTxnV2Summary'],
  run: (content) => [
    ...runTransactionTables(content),
    ...casesOf(content, 'rows').map((row) => runRow(row as Row)),
    ...casesOf(content, 'scenarios').map((scenario) => runScenario(scenario as Scenario)),
  ],
}

type Fields = Readonly<Record<string, unknown>>
type Step = {
  readonly op: string
  /** The version of the request; each kind of request has the one that the file is about where it says none. */
  readonly v?: number
  readonly transactionalId?: string | null
  readonly producerId?: number
  readonly producerEpoch?: number
  readonly timeoutMs?: number
  readonly enable2Pc?: boolean
  readonly keepPreparedTxn?: boolean
  readonly partitions?: readonly string[]
  readonly commit?: boolean
  readonly is?: OracleCoordinator['readiness']
  readonly error?: KafkaErrorName
  readonly ms?: number
}
type Circumstances = { readonly given?: GivenTransaction; readonly transactionVersion?: TransactionVersion }
type Row = Circumstances & { readonly case: string; readonly request: Step; readonly expected: Fields }
type Scenario = Circumstances & { readonly id: string; readonly steps: readonly (Step & { readonly expected: Fields })[] }

function runRow({ case: name, request, expected, ...circumstances }: Row): CaseResult {
  return runCase(name, () => new Player(circumstances).check(request, expected))
}

function runScenario({ id, steps, ...circumstances }: Scenario): CaseResult {
  return runCase(id, () => {
    const player = new Player(circumstances)
    for (const [index, { expected, ...step }] of steps.entries()) {
      const found = player.check(step, expected)
      if (found !== null) return `step ${index} (${step.op}): ${found}`
    }
    return null
  })
}

const DEFAULT_TIMEOUT_MS = 60_000

class Player {
  readonly #coordinator: OracleCoordinator
  readonly #producerIds: ProducerIdNames
  /** How the request is answered whose record is held back. */
  #lateAnswer: (outcome: Outcome) => Fields = answerOf

  constructor({ given, transactionVersion = 2 }: Circumstances) {
    this.#coordinator = new OracleCoordinator(given, transactionVersion)
    this.#producerIds = new ProducerIdNames((producerId) => this.#coordinator.isGenerated(producerId))
  }

  check(step: Step, expected: Fields): string | null {
    const { producerId } = step
    const answer = this.#play(producerId === undefined ? step : { ...step, producerId: this.#producerIds.ours(producerId) })
    const actual = { ...answer, after: this.#after() }
    return difference(this.#producerIds.translated(completeExpectation(expected, answer), actual), actual)
  }

  #after(): Fields | null {
    const { metadata } = this.#coordinator
    if (metadata === null) return null
    const { state, pendingState, producerId, producerEpoch } = metadata
    return { state, producerId, producerEpoch, pending: pendingState }
  }

  #play(step: Step): Fields {
    switch (step.op) {
      case 'initProducerId':
        return this.#initProducerId(step)
      case 'addPartitions':
        return this.#addPartitions('AddPartitionsToTxn', step.v ?? 3, step, step.partitions ?? [])
      case 'addOffsets':
        return this.#addPartitions('AddOffsetsToTxn', step.v ?? 4, step, ['__consumer_offsets-0'])
      case 'verifyPartitions':
        return this.#verifyPartitions(step)
      case 'endTxn':
        return this.#endTransaction(step, step.v ?? 4)
      case 'describe':
        return this.#describe(step)
      default:
        return this.#steer(step)
    }
  }

  #steer(step: Step): Fields {
    switch (step.op) {
      case 'coordinator':
        this.#coordinator.readiness = step.is ?? 'active'
        return {}
      case 'sleep':
        this.#coordinator.nowMs += step.ms ?? 0
        return {}
      case 'logAppendFailsNext':
        this.#coordinator.nextAppend = step.error ?? 'NONE'
        return {}
      case 'logAppendHeldNext':
        this.#coordinator.nextAppend = 'held'
        return {}
      case 'logAppendArrives':
        return this.#arrive(step.error ?? 'NONE')
      case 'markersWritten':
        this.#coordinator.markersWritten()
        return {}
      case 'timeoutScan':
        return this.#scanTimeouts()
      case 'expirationScan':
        return { removed: this.#coordinator.scanExpirations() ? [TRANSACTIONAL_ID] : [] }
      default:
        return { notPlayed: step.op }
    }
  }

  #initProducerId({ v = 5, timeoutMs = DEFAULT_TIMEOUT_MS, enable2Pc = false, keepPreparedTxn = false, ...step }: Step): Fields {
    const { producerId = -1, producerEpoch = -1 } = step
    const outcome = this.#coordinator.initProducerId(idOf(step), {
      transactionTimeoutMs: timeoutMs,
      producerId,
      producerEpoch,
      enable2Pc,
      keepPreparedTxn,
    })
    return this.#answered(outcome, (answered) => answerOf(answered, 'InitProducerId', v, (answer) => answer))
  }

  #addPartitions(api: TransactionApi, version: number, step: Step, partitions: readonly string[]): Fields {
    const request = { ...producerOf(step), partitions: partitions.map(partitionOf) }
    const outcome = this.#coordinator.addPartitions(idOf(step), request, clientTransactionVersion(api, version))
    return this.#answered(outcome, (answered) => answerOf(answered, api, version))
  }

  #verifyPartitions(step: Step): Fields {
    const names = step.partitions ?? []
    const answer = this.#coordinator.verifyPartitions(idOf(step), { ...producerOf(step), partitions: names.map(partitionOf) })
    const errors = answer.kind === 'refused' ? names.map(() => answer.error) : answer.verified.map(({ error }) => error)
    return { partitions: Object.fromEntries(names.map((name, index) => [name, errors[index]])) }
  }

  #endTransaction(step: Step, version: number): Fields {
    const request = { ...producerOf(step), result: step.commit === true ? ('COMMIT' as const) : ('ABORT' as const) }
    const outcome = this.#coordinator.endTransaction(idOf(step), request, clientTransactionVersion('EndTxn', version))
    return this.#answered(outcome, (answered) => answerOf(answered, 'EndTxn', version, (answer) => (version < 5 ? {} : answer)))
  }

  #describe(step: Step): Fields {
    const answer = this.#coordinator.describe(idOf(step) ?? '')
    if (answer.kind === 'refused') return { error: answer.error }
    const { producerId, producerEpoch, state, transactionTimeoutMs: timeoutMs, startTimestampMs: startMs, partitions } = answer
    return { error: 'NONE', producerId, producerEpoch, state, timeoutMs, startMs, partitions: namesOf(partitions) }
  }

  #scanTimeouts(): Fields {
    const outcome = this.#coordinator.scanTimeouts()
    return outcome === 'nothing to abort' ? { aborted: [] } : this.#answered(outcome, abortedOf)
  }

  /** While its record is held back a request has no answer: it is open, in the words of groups.json. */
  #answered(outcome: Outcome | null, answer: (outcome: Outcome) => Fields): Fields {
    if (outcome !== null) return answer(outcome)
    this.#lateAnswer = answer
    return { error: null, pending: true }
  }

  #arrive(error: KafkaErrorName): Fields {
    const outcome = this.#coordinator.appendArrives(error)
    return outcome === null ? {} : this.#lateAnswer(outcome)
  }
}

/** A case leaves out what there is none of: a pending transition, and markers in the answer to a request. */
function completeExpectation({ after, ...expected }: Fields, answer: Fields): Fields {
  const markers = 'markersToWrite' in answer ? { markersToWrite: null } : {}
  return { ...markers, ...expected, ...(isRecord(after) ? { after: { pending: null, ...after } } : {}) }
}

type AnsweredProducer = Omit<Answered, 'kind'>

/** Only what `shown` gives of the answer is compared, and of a refusal the same with -1 and -1. */
function answerOf(
  { answer, markers, completedAtOnce }: Outcome,
  api: TransactionApi = 'EndTxn',
  version = 5,
  shown: (answer: AnsweredProducer) => AnsweredProducer = () => ({}),
): Fields {
  const markersToWrite = markers === null ? null : { ...markers, partitions: namesOf(markers.partitions) }
  if (answer.kind === 'refused') {
    const error = errorForVersion(api, version, answer.error)
    return { ...shown({ producerId: -1, producerEpoch: -1 }), error, markersToWrite, completedAtOnce }
  }
  return { ...shown(answer), error: 'NONE', markersToWrite, completedAtOnce }
}

function abortedOf(outcome: Outcome): Fields {
  const { error, ...others } = answerOf(outcome)
  return { ...others, aborted: [`${TRANSACTIONAL_ID} ${String(error)}`] }
}

function idOf({ transactionalId }: Step): string | null {
  return transactionalId === undefined ? TRANSACTIONAL_ID : transactionalId
}

function producerOf({ producerId = -1, producerEpoch = -1 }: Step): { producerId: number; producerEpoch: number } {
  return { producerId, producerEpoch }
}
