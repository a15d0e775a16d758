import { describe, expect, it } from 'vitest'
import { changed, fieldProblem, given, isFilledIn, makeForm, numbersOf, ON, preset } from './forms.ts'
import type { Field } from './forms.ts'

const count: Field = { name: 'count', label: 'Count', kind: 'number', initial: '1', isRequired: true, min: 1, max: 10 }
const kind: Field = {
  name: 'kind',
  label: 'Kind',
  kind: 'choice',
  initial: 'a',
  options: ['a', 'b'].map((value) => ({ value, label: value })),
}
const ofB: Field = { name: 'ofB', label: 'Of b', kind: 'text', initial: 'x' }
const form = makeForm({
  fields: (values) => [kind, ...(values['kind'] === 'b' ? [ofB] : []), count],
  call: (values) => ({ method: 'POST', path: '/', body: values }),
  problem: (values) => (values['kind'] === 'b' && values['ofB'] === '' ? 'B needs it.' : null),
})

describe('a field', () => {
  it('is needed, whole, and within its bounds where it says so', () => {
    expect(fieldProblem(count, ' ')).toBe('This is needed.')
    expect(fieldProblem({ ...count, isRequired: false }, '')).toBeNull()
    expect(fieldProblem(count, '1.5')).toBe('This must be a whole number.')
    expect(fieldProblem(count, 'x')).not.toBeNull()
    expect(fieldProblem(count, '11')).toBe('From 1 to 10.')
    expect(fieldProblem({ ...count, isFraction: true }, '1.5')).toBeNull()
    expect(fieldProblem(count, '7')).toBeNull()
  })

  it('of several numbers takes commas and blanks', () => {
    expect(numbersOf('1, 2 3')).toEqual([1, 2, 3])
    expect(numbersOf('1, x')).toBeNull()
    expect(fieldProblem({ ...count, kind: 'numbers' }, '1, -2')).not.toBeNull()
  })

  it('begins with what was chosen beforehand', () => {
    expect(preset([count], { count: '4' })[0]?.initial).toBe('4')
  })
})

describe('a form', () => {
  it('begins with the values of its fields', () => {
    expect(form.first).toEqual({ kind: 'a', count: '1' })
  })

  it('gives fields that a choice brings their first value, and keeps the others', () => {
    expect(changed(form, { kind: 'a', count: '5' }, 'kind', 'b')).toEqual({ kind: 'b', count: '5', ofB: 'x' })
  })

  it('falls back where what was chosen is no more to be had', () => {
    const options = (values: Readonly<Record<string, string>>): Field => ({
      ...kind,
      name: 'one',
      initial: `${values['kind']}1`,
      options: [{ value: `${values['kind']}1`, label: '' }],
    })
    const dependent = { fields: (values: Readonly<Record<string, string>>) => [kind, options(values)] }
    expect(changed(dependent, { kind: 'a', one: 'a1' }, 'kind', 'b')).toEqual({ kind: 'b', one: 'b1' })
  })

  it('is filled in when each field is fine and all of them together are', () => {
    expect(isFilledIn(form, form.first)).toBe(true)
    expect(isFilledIn(form, { kind: 'b', ofB: '', count: '1' })).toBe(false)
    expect(isFilledIn(form, { kind: 'a', count: '' })).toBe(false)
  })

  it('sends nothing of what was left empty', () => {
    expect(given({ a: undefined, b: null, c: ON })).toEqual({ b: null, c: 'on' })
  })
})
