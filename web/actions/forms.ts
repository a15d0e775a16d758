// Forms as data: what a person fills in for an action, and the call that it makes. One dialog renders all of them. Every value is text until
// the call is made, because that is what a field holds.
import type { ApiCall } from '../data/api.ts'
import { formText } from './form-text.ts'

export type Values = Readonly<Record<string, string>>

export type Option = { readonly value: string; readonly label: string }

export type Field = {
  /** The name in the body where there is one. */
  readonly name: string
  readonly label: string
  readonly hint?: string
  readonly kind: 'text' | 'long' | 'number' | 'numbers' | 'choice' | 'switch'
  readonly initial: string
  readonly isRequired?: boolean
  readonly min?: number
  readonly max?: number
  /** Numbers are whole unless this is set. */
  readonly isFraction?: boolean
  readonly maxLength?: number
  /** What can be chosen; of a text, what is suggested. */
  readonly options?: readonly Option[]
}

export type Form = {
  /** Which fields there are may depend on what was chosen. */
  readonly fields: (values: Values) => readonly Field[]
  readonly call: (values: Values) => ApiCall
  /** What is wrong with fields that are fine one by one. */
  readonly problem?: (values: Values) => string | null
  readonly first: Values
}

/** A switch that is on. Off is the empty text. */
export const ON = 'on'

export function makeForm(form: Omit<Form, 'first'>): Form {
  return { ...form, first: completed(form, {}) }
}

/** The values with those of fields that have none yet: a choice may bring new fields. */
export function completed({ fields }: Pick<Form, 'fields'>, values: Values): Values {
  const missing = fields(values).filter(({ name }) => values[name] === undefined)
  if (missing.length === 0) return values
  return completed({ fields }, { ...values, ...Object.fromEntries(missing.map(({ name, initial }) => [name, initial])) })
}

/** The values after one has changed. A choice that is no more among the options falls back to the first. */
export function changed(form: Pick<Form, 'fields'>, values: Values, name: string, value: string): Values {
  const next = completed(form, { ...values, [name]: value })
  const lost = form.fields(next).filter(({ kind, name: one, options }) => {
    return kind === 'choice' && !(options ?? []).some((option) => option.value === next[one])
  })
  return lost.length === 0 ? next : { ...next, ...Object.fromEntries(lost.map(({ name: one, initial }) => [one, initial])) }
}

/** The fields with what was chosen for them beforehand. */
export function preset(fields: readonly Field[], values: Values): readonly Field[] {
  return fields.map((field) => withInitial(field, values[field.name] ?? field.initial))
}

function withInitial(field: Field, initial: string): Field {
  return { ...field, initial }
}

/** What is wrong with the value of a field, in the language of the page; null when nothing is. */
export function fieldProblem(field: Field, value: string): string | null {
  const trimmed = value.trim()
  if (trimmed === '') return field.isRequired === true ? formText.required : null
  if (field.kind === 'number') return numberProblem(field, trimmed)
  if (field.kind === 'numbers') return numbersOf(trimmed) === null ? formText.notNumbers : null
  return field.maxLength !== undefined && value.length > field.maxLength ? formText.tooLong(field.maxLength) : null
}

function numberProblem({ min, max, isFraction = false }: Field, value: string): string | null {
  const number = Number(value)
  if (!Number.isFinite(number) || (!isFraction && !Number.isInteger(number))) return isFraction ? formText.notNumber : formText.notWhole
  if ((min !== undefined && number < min) || (max !== undefined && number > max)) return formText.outOfRange(min ?? null, max ?? null)
  return null
}

/** Whether the form can be sent as it stands. */
export function isFilledIn(form: Form, values: Values): boolean {
  return (
    form.fields(values).every((field) => fieldProblem(field, values[field.name] ?? '') === null) &&
    (form.problem?.(values) ?? null) === null
  )
}

// ---- Reading values for a body: what was left empty is not in it ----

export function textOf(values: Values, name: string): string | undefined {
  const value = values[name] ?? ''
  return value === '' ? undefined : value
}

export function numberOf(values: Values, name: string): number | undefined {
  const value = (values[name] ?? '').trim()
  const number = Number(value)
  return value === '' || Number.isNaN(number) ? undefined : number
}

export function isOn(values: Values, name: string): boolean {
  return values[name] === ON
}

/** `1, 2, 3`; null where something is no number. */
export function numbersOf(value: string): readonly number[] | null {
  const parts = value.split(/[\s,]+/u).filter((part) => part !== '')
  return parts.every((part) => /^\d{1,9}$/u.test(part)) ? parts.map(Number) : null
}

/** The object without what is undefined: the body says only what somebody filled in. */
export function given(body: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined))
}

export function plainOptions(values: readonly (string | number)[]): readonly Option[] {
  return values.map((value) => ({ value: String(value), label: String(value) }))
}
