// Regular expressions that clients send. Kafka uses RE2, which takes linear time; here patterns with two quantifiers at most are taken, and none
// with a repeated group, so that no pattern takes longer than the square of a name's length.

const MAX_QUANTIFIERS = 2

/** Says of a text whether the pattern matches all of it. Null when it is no pattern, or one that could take long. */
export function matcherOf(pattern: string, maxCharacters: number): ((text: string) => boolean) | null {
  const quantifiers = pattern.match(/[*+?{]/g)?.length ?? 0
  if (pattern.length > maxCharacters || quantifiers > MAX_QUANTIFIERS || /\)[*+?{]|\\[1-9k]|\(\?/.test(pattern)) return null
  try {
    const whole = new RegExp(`^(?:${pattern})$`, 'u')
    return (text) => whole.test(text)
  } catch {
    // What RegExp throws for a pattern that it cannot read is the answer: there is none.
    return null
  }
}
