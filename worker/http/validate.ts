// Turns what a schema has against a request into the error of the namespace: v3 has one sentence and three kinds of refusal, v1 a list.
import type * as z from 'zod'
import type { Dialect } from './render-error.ts'
import { badRequest, unprocessable } from './rest-error.ts'
import type { FieldError, RestError } from './rest-error.ts'

/** A body with a thousand mistakes needs no thousand sentences. */
const MAX_LISTED_ERRORS = 20

/** The body as its schema reads it. `value` is undefined for an empty body. Throws RestError 422, or 400 in Confluent's dialect. */
export function validBody<Schema extends z.ZodType>(schema: Schema, value: unknown, dialect: Dialect): z.output<Schema> {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  if (value === undefined) throw unprocessable('Payload error. Request body is empty. Data is required.', 42206)
  throw refusalOf(result.error.issues, dialect)
}

/** The query as its schema reads it. Unknown names are left alone: links carry many. */
export function validQuery(schema: z.ZodObject, url: string): Record<string, unknown> {
  const given = new URL(url).searchParams
  const values: Record<string, string> = {}
  for (const name of Object.keys(schema.shape)) {
    const all = given.getAll(name)
    if (all.length > 1) throw badRequest(`Bad Request: the query parameter ${name} is given more than once.`)
    if (all[0] !== undefined) values[name] = all[0]
  }
  const result = schema.safeParse(values)
  if (result.success) return result.data
  const [issue] = result.error.issues
  throw badRequest(`Bad Request: ${issue === undefined ? 'the query is not valid.' : sentence(issue)}`)
}

/**
 * In Confluent's dialect an unknown field is 422 and a value of the wrong type 400; what is readable and not allowed is 422. /v1 answers 422
 * to everything that a schema refuses, with the list.
 */
function refusalOf(issues: readonly z.core.$ZodIssue[], dialect: Dialect): RestError {
  if (dialect === 'problem') return unprocessable(sentences(issues), 422, issues.flatMap(fieldErrors).slice(0, MAX_LISTED_ERRORS))
  const unknown = issues.find((issue) => issue.code === 'unrecognized_keys')
  if (unknown !== undefined) return unprocessable(`Unrecognized field: ${unknown.keys[0] ?? ''}`)
  const wrongType = issues.find(isWrongType)
  return wrongType === undefined ? unprocessable(sentences(issues)) : badRequest(`Bad Request: ${sentence(wrongType)}`)
}

function fieldErrors(issue: z.core.$ZodIssue): FieldError[] {
  if (issue.code !== 'unrecognized_keys') return [{ field: pointer(issue.path), detail: issue.message }]
  return issue.keys.slice(0, MAX_LISTED_ERRORS).map((key) => ({ field: pointer([...issue.path, key]), detail: 'There is no such field.' }))
}

/** A field that is missing has the type undefined for zod, yet it is readable JSON in which something is not there. */
function isWrongType(issue: z.core.$ZodIssue): boolean {
  return (issue.code === 'invalid_type' && !issue.message.includes('received undefined')) || issue.code === 'invalid_union'
}

function sentences(issues: readonly z.core.$ZodIssue[]): string {
  return issues.slice(0, MAX_LISTED_ERRORS).map(sentence).join('; ')
}

function sentence(issue: z.core.$ZodIssue): string {
  const place = issue.path.map(String).join('.')
  return place === '' ? issue.message : `${place}: ${issue.message}`
}

/** RFC 6901. The empty pointer is the whole body. */
function pointer(path: readonly PropertyKey[]): string {
  return path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}
