// Reading the facts of an event. Their shape follows from the event's kind and grows with the server, so whatever is not there, or is
// something else, reads as nothing and never as an error.
export type Facts = Readonly<Record<string, unknown>>

const NOTHING: Facts = {}

export function factsIn(facts: Facts, name: string): Facts {
  return asFacts(facts[name])
}

export function textIn(facts: Facts, name: string): string | null {
  const value = facts[name]
  return typeof value === 'string' ? value : null
}

export function numberIn(facts: Facts, name: string): number | null {
  const value = facts[name]
  return typeof value === 'number' ? value : null
}

export function listIn(facts: Facts, name: string): readonly Facts[] {
  const value = facts[name]
  return Array.isArray(value) ? value.map(asFacts) : []
}

export function numbersIn(facts: Facts, name: string): readonly number[] {
  const value = facts[name]
  return Array.isArray(value) ? value.filter((one) => typeof one === 'number') : []
}

/** What happened, in events of which one kind stands for many things: `group.changed`, `app.changed`, `log.changed`. */
export function changeOf(facts: Facts): { readonly kind: string; readonly change: Facts } {
  const change = factsIn(facts, 'change')
  return { kind: textIn(change, 'kind') ?? '', change }
}

function asFacts(value: unknown): Facts {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Facts) : NOTHING
}
