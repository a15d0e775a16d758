// The one exception that handlers throw when the world was wrong. render-error.ts turns it into the body of the namespace that was asked.
// It carries both dialects: Confluent's number for /v2 and /v3, a name for /v1.

export type FieldError = {
  /** JSON pointer into the body, or the name of a query parameter. */
  readonly field: string
  readonly detail: string
}

export type RestErrorFacts = {
  /** The HTTP status. */
  readonly status: number
  /** Confluent's number, such as 40403. The status itself unless said otherwise. */
  readonly errorCode?: number
  /** Kafka's error name, or a name in the same style. */
  readonly code: string
  /** One or two sentences for the person who asked. Never a stack or a name of ours. */
  readonly message: string
  /** Whether the same request may succeed later. */
  readonly retriable?: boolean
  readonly headers?: Readonly<Record<string, string>>
  /** Members of the body besides those that every error has. */
  readonly details?: ErrorDetails
  /** What is wrong where, for /v1. */
  readonly errors?: readonly FieldError[]
}

/** What who was refused needs to go on. */
export type ErrorDetails = {
  /** Of a sandbox that was archived: where it went, and when. */
  readonly snapshot_hash?: string
  readonly archived_at?: string
  /** The first event that is kept, where an earlier one was asked for. */
  readonly first_kept?: number
  /** Where a filter is wrong. */
  readonly filter_error?: string
  readonly filter_position?: number
  /** Of a producer, as in the headers of the same names. */
  readonly producer_epoch?: number
  readonly producer_expected_seq?: number
  readonly producer_received_seq?: number
}

export class RestError extends Error {
  readonly status: number
  readonly errorCode: number
  readonly code: string
  readonly retriable: boolean
  readonly headers: Readonly<Record<string, string>>
  readonly details: ErrorDetails
  readonly errors: readonly FieldError[]

  constructor(facts: RestErrorFacts) {
    super(facts.message)
    this.name = 'RestError'
    this.status = facts.status
    this.errorCode = facts.errorCode ?? facts.status
    this.code = facts.code
    this.retriable = facts.retriable ?? false
    this.headers = facts.headers ?? {}
    this.details = facts.details ?? {}
    this.errors = facts.errors ?? []
  }
}

/** 404. The default sentence is the one of a route that does not exist. */
export function notFound(message = 'HTTP 404 Not Found', errorCode = 404): RestError {
  return new RestError({ status: 404, errorCode, code: 'NOT_FOUND', message })
}

/** 400, for what cannot be read at all: malformed JSON, a wrong type, a bad header. */
export function badRequest(message: string, errorCode = 400): RestError {
  return new RestError({ status: 400, errorCode, code: 'BAD_REQUEST', message })
}

/** 422, for what can be read and is not allowed. */
export function unprocessable(message: string, errorCode = 422, errors: readonly FieldError[] = []): RestError {
  return new RestError({ status: 422, errorCode, code: 'INVALID_REQUEST', message, errors })
}
