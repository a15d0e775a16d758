// Which topic names Kafka takes, and which of them it cannot tell apart in its metrics.
// Source: org.apache.kafka.common.internals.Topic of Kafka 4.3, whose sentences these are.

export const MAX_TOPIC_NAME_CHARACTERS = 249
const LEGAL_CHARACTERS = /^[a-zA-Z0-9._-]+$/

export type CheckedTopicName =
  | { readonly ok: true }
  | { readonly ok: false; readonly error: 'INVALID_TOPIC_EXCEPTION'; readonly message: string }

/** Topic.validate: 1 to 249 characters of [a-zA-Z0-9._-], and neither "." nor "..", which are no good as directory names. */
export function checkTopicName(name: string): CheckedTopicName {
  const problem = problemOf(name)
  return problem === null ? { ok: true } : { ok: false, error: 'INVALID_TOPIC_EXCEPTION', message: `Topic name is invalid: ${problem}` }
}

function problemOf(name: string): string | null {
  if (name === '') return 'the empty string is not allowed'
  if (name === '.' || name === '..') return `'${name}' is not allowed`
  if (name.length > MAX_TOPIC_NAME_CHARACTERS)
    return `the length of '${name}' is longer than the max allowed length ${MAX_TOPIC_NAME_CHARACTERS}`
  if (LEGAL_CHARACTERS.test(name)) return null
  return `'${name}' contains one or more characters other than ASCII alphanumerics, '.', '_' and '-'`
}

/** The first existing topic whose metrics would carry the same name, because metrics write "." as "_"; null when there is none. */
export function collidingName(name: string, existingNames: Iterable<string>): string | null {
  const inMetrics = metricsName(name)
  for (const existing of existingNames) if (metricsName(existing) === inMetrics) return existing
  return null
}

function metricsName(name: string): string {
  return name.replaceAll('.', '_')
}
