// The `filter` of a reading: which records it takes, and how many it may look at before it has to answer. What a page did not look at is behind its
// cursor; a stream goes on with its next round.
import { takes } from '../../schema/filter/evaluate.ts'
import type { Expression } from '../../schema/filter/expression.ts'
import { FilterError } from '../../schema/filter/filter-error.ts'
import { parseFilter } from '../../schema/filter/parse-filter.ts'
import { RecordView } from '../../schema/filter/record-view.ts'
import type { DecodedRecord } from '../../schema/kafka/record-cursor.ts'
import { MAX_FILTERED_BYTES, MAX_FILTERED_RECORDS, MAX_FILTER_STEPS, MAX_FILTER_STEPS_PER_RECORD } from '../../schema/limits.ts'
import { RestError } from '../http/rest-error.ts'

/** Throws 400 for what is no filter, with the place in it. */
export function readFilter(text: string): Expression {
  try {
    return parseFilter(text)
  } catch (failure) {
    if (!(failure instanceof FilterError)) throw failure
    const { code, position, message } = failure
    throw new RestError({
      status: 400,
      code: 'INVALID_FILTER',
      message: `Bad Request: filter: ${message}.`,
      details: { filter_error: code, filter_position: position },
    })
  }
}

export class RecordFilter {
  readonly #filter: Expression
  /** Records looked at, and those of them for which the filter has no answer, in all. */
  scannedRecords = 0
  undecidedRecords = 0
  #records = 0
  #bytes = 0
  #steps = 0

  constructor(filter: Expression) {
    this.#filter = filter
  }

  /** Whether it may look at no more records until `renew`. At least one is looked at, so that every answer leads on. */
  get isSpent(): boolean {
    return this.#records >= MAX_FILTERED_RECORDS || this.#bytes >= MAX_FILTERED_BYTES || this.#steps >= MAX_FILTER_STEPS
  }

  renew(): void {
    this.#records = 0
    this.#bytes = 0
    this.#steps = 0
  }

  takes(partition: number, record: DecodedRecord): boolean {
    const { isTaken, steps } = takes(this.#filter, new RecordView(partition, record), MAX_FILTER_STEPS_PER_RECORD)
    this.#records++
    this.#bytes += (record.key?.length ?? 0) + (record.value?.length ?? 0)
    this.#steps += steps
    this.scannedRecords++
    if (isTaken === null) this.undecidedRecords++
    return isTaken === true
  }
}
