// The second kind of wrong: a bug of ours. The step stops, nothing of it is stored, and the object starts again from durable state.

export class AssertionError extends Error {
  override readonly name = 'AssertionError'
}

export function assert(condition: boolean, what: string): asserts condition {
  if (!condition) throw new AssertionError(what)
}

/** The value, which must be there. */
export function present<Value>(value: Value | undefined | null, what: string): Value {
  if (value === undefined || value === null) throw new AssertionError(`${what} is missing`)
  return value
}

/** A switch that forgot a case does not compile; one that meets a foreign value at run time stops. */
export function unreachable(value: never): never {
  throw new AssertionError(`unexpected ${JSON.stringify(value)}`)
}
