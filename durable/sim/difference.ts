// Where two values differ, as a path through objects, arrays and maps: what "the replay gave another state" has to say to be of any use.

/** Null when they are equal. Order counts in maps, since engines walk them. */
export function firstDifferentPath(one: unknown, other: unknown, path = 'cluster'): string | null {
  if (Object.is(one, other)) return null
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null)
    return `${path} (${show(one)} and ${show(other)})`
  if (one instanceof Map && other instanceof Map) return firstDifferentPath([...one], [...other], path)
  const oneKeys = Object.keys(one)
  const otherKeys = new Set(Object.keys(other))
  if (oneKeys.length !== otherKeys.size || Array.isArray(one) !== Array.isArray(other)) return `${path} (${show(one)} and ${show(other)})`
  for (const key of oneKeys) {
    if (!otherKeys.has(key)) return `${path}.${key}`
    const found = firstDifferentPath(fieldOf(one, key), fieldOf(other, key), `${path}.${key}`)
    if (found !== null) return found
  }
  return null
}

function fieldOf(value: object, key: string): unknown {
  return (value as Readonly<Record<string, unknown>>)[key]
}

const SHOWN_CHARACTERS = 120

function show(value: unknown): string {
  return (JSON.stringify(value) ?? 'undefined').slice(0, SHOWN_CHARACTERS)
}
