// From the object's words to JSON's: `highWatermark` is `high_watermark`. Keys are names of fields and never data, so all of them change.

/** `highWatermark` as a type becomes `high_watermark`. */
type SnakeKey<Key> = Key extends `${infer First}${infer Rest}`
  ? First extends Lowercase<First>
    ? `${First}${SnakeKey<Rest>}`
    : `_${Lowercase<First>}${SnakeKey<Rest>}`
  : Key

export type SnakeCased<Value> = Value extends readonly (infer Item)[]
  ? SnakeCased<Item>[]
  : Value extends object
    ? { -readonly [Key in keyof Value as SnakeKey<Key>]: SnakeCased<Value[Key]> }
    : Value

/** A copy with the names of all fields in snake_case. Takes plain data only. */
export function snakeCased<Value>(value: Value): SnakeCased<Value> {
  // The type above says key by key what the loop does; the compiler cannot follow it through a generic value.
  return converted(value) as SnakeCased<Value>
}

function converted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(converted)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [snakeKey(key), converted(inner)]))
}

function snakeKey(key: string): string {
  return key.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}
