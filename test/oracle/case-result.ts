// What a run of oracle cases gives, and how an expectation is compared with what we did.

/** `reason` is null when the case passed. */
export type CaseResult = { readonly case: string; readonly reason: string | null }

/** Runs every case of one kind of oracle file. */
export type OracleKind = {
  /** The file is `<name>.json` or `<name>-something.json`. */
  readonly name: string
  /** Top-level keys by which a file of another name is recognised as of this kind. */
  readonly keys: readonly string[]
  readonly run: (content: OracleFile) => CaseResult[]
}

export type OracleFile = { readonly [key: string]: unknown }

/** The entries under one key of a file; none where a file leaves the key out. */
export function casesOf(content: OracleFile, key: string): readonly unknown[] {
  const cases = content[key] ?? []
  if (!Array.isArray(cases)) throw new Error(`"${key}" is not a list`)
  return cases
}

/** One case. Whatever is thrown is a failure of this case and of no other. */
export function runCase(name: string, check: () => string | null): CaseResult {
  try {
    return { case: name, reason: check() }
  } catch (error) {
    return { case: name, reason: `threw ${error instanceof Error ? (error.stack ?? error.message) : String(error)}` }
  }
}

/**
 * Compares everything that the expectation names; what it does not name may be anything. Gives the first difference as a sentence with its
 * place, or null.
 */
export function difference(expected: unknown, actual: unknown, place = ''): string | null {
  if (Array.isArray(expected)) {
    if (!Array.isArray(actual) || actual.length !== expected.length) return differs(expected, actual, place)
    return firstDifference(expected.map((element, index) => [element, actual[index], `${place}[${index}]`]))
  }
  if (typeof expected === 'object' && expected !== null) {
    if (typeof actual !== 'object' || actual === null) return differs(expected, actual, place)
    const values = new Map<string, unknown>(Object.entries(actual))
    return firstDifference(Object.entries(expected).map(([key, value]) => [value, values.get(key), place === '' ? key : `${place}.${key}`]))
  }
  return Object.is(expected, actual) ? null : differs(expected, actual, place)
}

/** A JSON object; a list is none. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function firstDifference(pairs: readonly (readonly [unknown, unknown, string])[]): string | null {
  for (const [expected, actual, place] of pairs) {
    const found = difference(expected, actual, place)
    if (found !== null) return found
  }
  return null
}

function differs(expected: unknown, actual: unknown, place: string): string {
  return `${place === '' ? '' : `${place}: `}expected ${shown(expected)}, actual ${shown(actual)}`
}

function shown(value: unknown): string {
  const text = JSON.stringify(value, (_, nested: unknown) => (typeof nested === 'bigint' ? `${nested}` : nested)) ?? String(value)
  return text.length > 300 ? `${text.slice(0, 300)}…` : text
}
