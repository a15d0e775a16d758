import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { RestError } from './rest-error.ts'
import { validBody, validQuery } from './validate.ts'

const schema = z.strictObject({
  name: z.string().max(3),
  count: z.int().optional(),
  inner: z.strictObject({ 'a/b': z.boolean() }).optional(),
})

function refused(value: unknown, dialect: 'confluent' | 'problem'): RestError {
  try {
    validBody(schema, value, dialect)
  } catch (error) {
    if (error instanceof RestError) return error
  }
  throw new Error('It was not refused.')
}

describe('a body in the dialect of Confluent', () => {
  it.each([
    [{ name: 'a', wings: 1 }, 422, 'Unrecognized field: wings'],
    [{ name: 5, wings: 1 }, 422, 'Unrecognized field: wings'],
    [{ name: 5 }, 400, /^Bad Request: name: /],
    [{ name: 'a', count: 1.5 }, 400, /^Bad Request: count: /],
    [null, 400, /^Bad Request: /],
    [{}, 422, /^name: /],
    [{ name: 'long' }, 422, /^name: /],
  ])('%j is %i', (value, status, message) => {
    const error = refused(value, 'confluent')
    expect(error.status).toBe(status)
    expect(error.message).toMatch(message)
  })

  it('that is empty is 42206', () => {
    expect(refused(undefined, 'confluent')).toMatchObject({ status: 422, errorCode: 42206 })
  })
})

describe('a body in the dialect of /v1', () => {
  it('is always 422 with every mistake and its place', () => {
    const error = refused({ name: 5, wings: 1, inner: { 'a/b': 'x', '~c': 1 } }, 'problem')
    expect(error.status).toBe(422)
    expect(error.errors.map(({ field }) => field).toSorted()).toEqual(['/inner/a~1b', '/inner/~0c', '/name', '/wings'])
  })

  it('does not list a thousand mistakes', () => {
    const wings = Object.fromEntries(Array.from({ length: 1_000 }, (_, index) => [`wing${index}`, 1]))
    expect(refused({ name: 'a', ...wings }, 'problem').errors.length).toBeLessThanOrEqual(20)
  })
})

describe('a query', () => {
  const query = z.object({ size: z.string().optional(), token: z.string().optional() })

  it('takes what it knows and leaves the rest', () => {
    expect(validQuery(query, 'http://a.test/?size=5&key=x&utm=y')).toEqual({ size: '5' })
  })

  it('refuses a parameter given twice, and is not fooled by names of ours', () => {
    expect(() => validQuery(query, 'http://a.test/?size=5&size=6')).toThrow('more than once')
    expect(validQuery(query, 'http://a.test/?__proto__=1&constructor=2')).toEqual({})
  })
})
