// What was refused inside of an answer that succeeded as a whole: /v3 answers several things at once with 207 and a list of failures, and a
// produced record with 200 and an error_code of its own.
import type { Problem } from '../data/api.ts'

/** Confluent's number for a record that was stored. */
const STORED = 200

export function refusalIn(status: number, value: unknown): Problem | null {
  if (typeof value !== 'object' || value === null) return null
  const { error_code: errorCode, message, failures } = value as Readonly<Record<string, unknown>>
  if (typeof errorCode === 'number' && errorCode !== STORED) return problem(status, errorCode, message)
  const failed: unknown = Array.isArray(failures) ? failures[0] : undefined
  return failed === undefined ? null : refusalIn(status, failed)
}

function problem(status: number, errorCode: number, message: unknown): Problem {
  const detail = typeof message === 'string' ? message : ''
  return { status, code: String(errorCode), detail, retriable: false, retryAfterSeconds: null, more: {} }
}
