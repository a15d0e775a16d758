// Patterns that a key with a topic prefix may subscribe to: those that can match nothing else.
import { forbidden } from './principal.ts'
import type { Principal } from './principal.ts'

/** What can be seen at a glance is taken: the prefix itself, and behind it anything but another alternative. */
export function isForeignPattern({ topicPrefix }: Pick<Principal, 'topicPrefix'>, pattern: string): boolean {
  if (topicPrefix === null) return false
  const literal = escaped(topicPrefix)
  const rest = pattern.replace(/^\^/, '')
  const begins = rest.startsWith(literal) && !/^[*+?{]/.test(rest.slice(literal.length))
  return !begins || rest.includes('|')
}

/** Throws RestError 403 when the pattern could match topics that the key is not for. */
export function refuseForeignPattern(principal: Principal, pattern: string): void {
  const { topicPrefix } = principal
  if (topicPrefix === null || !isForeignPattern(principal, pattern)) return
  throw forbidden(
    `The key is only for topics that begin with ${topicPrefix}: the pattern must begin with ${escaped(topicPrefix)} and have no alternatives.`,
  )
}

function escaped(topicPrefix: string): string {
  return topicPrefix.replaceAll('.', '\\.')
}
