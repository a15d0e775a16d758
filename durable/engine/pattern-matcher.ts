// Regular expressions that come from outside. Kafka's brokers use RE2, which takes linear time, and its clients java.util.regex, whose time is
// theirs; here patterns with two quantifiers at most are taken, and none with a repeated group, so that no pattern takes longer than the square
// of a name's length.
import { MAX_PATTERN_CHARACTERS } from '../../schema/limits.ts'

const MAX_QUANTIFIERS = 2

/** The pattern must match the whole name. Null when it is no pattern, or one that could take long. */
export function patternMatcher(pattern: string): ((name: string) => boolean) | null {
  const quantifiers = pattern.match(/[*+?{]/g)?.length ?? 0
  if (pattern.length > MAX_PATTERN_CHARACTERS || quantifiers > MAX_QUANTIFIERS || /\)[*+?{]|\\[1-9k]|\(\?/.test(pattern)) return null
  try {
    const whole = new RegExp(`^(?:${pattern})$`, 'u')
    return (name) => whole.test(name)
  } catch {
    // What RegExp throws for a pattern that it cannot read is the answer: there is none.
    return null
  }
}
