// The only place where an error becomes a body. /v1 speaks problem+json (RFC 9457), everything else speaks as Confluent's REST Proxy does.
import { isKafkaErrorName } from '../../schema/kafka/errors.ts'
import { json } from './json-response.ts'
import { V2_JSON } from './media-types.ts'
import { RestError } from './rest-error.ts'

const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  406: 'Not Acceptable',
  409: 'Conflict',
  410: 'Gone',
  412: 'Precondition Failed',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  416: 'Range Not Satisfiable',
  422: 'Unprocessable Content',
  426: 'Upgrade Required',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
}

/** The answer to an error that was thrown while `path` was served. What is no RestError is our mistake: it is logged, not shown. */
export function renderError(error: unknown, path: string): Response {
  const known = restErrorOf(error)
  return dialectOf(path) === 'problem' ? renderProblem(known) : renderConfluent(known, errorTypeOf(path))
}

/** The error to show for whatever was thrown. */
export function restErrorOf(error: unknown): RestError {
  return error instanceof RestError ? error : (overloaded(error) ?? internalError(error))
}

/** How errors below a path are written. What belongs to no namespace speaks as Confluent does. */
export type Dialect = 'problem' | 'confluent'

export function dialectOf(path: string): Dialect {
  return path.startsWith('/v1/') || path === '/v1' ? 'problem' : 'confluent'
}

/** The media type of errors below a path. */
export function errorTypeOf(path: string): string {
  if (dialectOf(path) === 'problem') return 'application/problem+json'
  return path.startsWith('/v2/') ? V2_JSON : 'application/json'
}

/** Several errors of Kafka share a status and a number here, and clients do different things about them: a header names the one. */
function renderConfluent({ status, errorCode, message, details, code, headers }: RestError, type: string): Response {
  const named = isKafkaErrorName(code) ? { ...headers, 'Kafka-Error': code } : headers
  return json(status, { error_code: errorCode, message, ...details }, { ...named, 'Content-Type': type })
}

function renderProblem(error: RestError): Response {
  const { status, code, message: detail, retriable, details, errors } = error
  const problem = { type: 'about:blank', title: TITLES[status] ?? 'Error', status, code, detail, retriable, ...details }
  const body = errors.length === 0 ? problem : { ...problem, errors }
  return json(status, body, { ...error.headers, 'Content-Type': 'application/problem+json' })
}

/** The platform says so when an object has more to do than it can: its own queue, not a mistake of ours. */
function overloaded(error: unknown): RestError | null {
  if (!(error instanceof Error) || !('overloaded' in error) || error.overloaded !== true) return null
  return new RestError({
    status: 503,
    errorCode: 50302,
    code: 'BROKER_NOT_AVAILABLE',
    message: 'The sandbox has more to do than it can. Try again later.',
    retriable: true,
    headers: { 'Retry-After': '1' },
  })
}

/** The correlation id joins the answer with the line in the log. */
function internalError(error: unknown): RestError {
  const correlationId = crypto.randomUUID()
  const cause = error instanceof Error ? (error.stack ?? error.message) : String(error)
  console.error(JSON.stringify({ level: 'error', correlationId, cause }))
  return new RestError({
    status: 500,
    code: 'UNKNOWN_SERVER_ERROR',
    message: `Internal Server Error. Name ${correlationId} when you report this.`,
    retriable: true,
  })
}
