// Patterns that a key with a topic prefix may subscribe to: those that can match nothing else.
import { forbidden } from './principal.ts'
import type { Principal } from './principal.ts'

/**
 * Throws RestError 403 when the pattern could match topics that the key is not for. What can be seen at a glance is taken: the prefix itself, and
 * behind it anything but another alternative.
 */
export function refuseForeignPattern({ topicPrefix }: Principal, pattern: string): void {
  if (topicPrefix === null) return
  const literal = topicPrefix.replaceAll('.', '\\.')
  const rest = pattern.replace(/^\^/, '')
  const begins = rest.startsWith(literal) && !/^[*+?{]/.test(rest.slice(literal.length))
  if (!begins || rest.includes('|')) {
    throw forbidden(
      `The key is only for topics that begin with ${topicPrefix}: the pattern must begin with ${literal} and have no alternatives.`,
    )
  }
}
