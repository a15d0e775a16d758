// The facts of an event are plain data of many shapes. This reads them without believing them: what is not there, or something else, is null.

export type FactsReader = {
  text(name: string): string | null
  number(name: string): number | null
  numbers(name: string): readonly number[]
  child(name: string): FactsReader
  children(name: string): readonly FactsReader[]
}

export function factsReader(facts: unknown): FactsReader {
  const fields = (typeof facts === 'object' && facts !== null ? facts : {}) as Readonly<Record<string, unknown>>
  const listOf = (name: string): readonly unknown[] => {
    const value = fields[name]
    return Array.isArray(value) ? value : []
  }
  return {
    text: (name) => {
      const value = fields[name]
      return typeof value === 'string' ? value : null
    },
    number: (name) => {
      const value = fields[name]
      return typeof value === 'number' ? value : null
    },
    numbers: (name) => listOf(name).filter((value) => typeof value === 'number'),
    child: (name) => factsReader(fields[name]),
    children: (name) => listOf(name).map(factsReader),
  }
}
