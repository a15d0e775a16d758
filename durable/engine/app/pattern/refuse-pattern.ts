// A pattern looked at before it is taken on: names that are no topics, levels that do not rise, and records that would go round.
import type { KafkaErrorName } from '../../../../schema/kafka/errors.ts'
import { checkTopicName } from '../../../../schema/kafka/topic-name.ts'
import type { HandlerPlan, Level, Pattern } from './pattern.ts'

type PatternRefusal = { readonly error: KafkaErrorName; readonly message: string }

/** `reads` is null where the topics follow from a regular expression: a loop is then found when it runs (MAX_RECORD_FORWARDS). */
export function refuseHandlerPlan({ interceptors, pattern }: HandlerPlan, reads: readonly string[] | null): PatternRefusal | null {
  const levels = levelsOf(pattern)
  const targets = targetsOf(pattern)
  for (const name of [...targets, ...levels.map(({ topic }) => topic)]) {
    const checked = checkTopicName(name)
    if (!checked.ok) return { error: checked.error, message: checked.message }
  }
  const message =
    refuseAudits(interceptors) ?? refuseLevels(levels, targets) ?? (reads === null ? null : refuseReads(levels, targets, reads))
  return message === null ? null : { error: 'INVALID_CONFIG', message }
}

function levelsOf(pattern: Pattern): readonly Level[] {
  return pattern.kind === 'retry' || pattern.kind === 'delayLevels' ? pattern.levels : []
}

/** Topics to which records go for good. */
export function targetsOf(pattern: Pattern): readonly string[] {
  switch (pattern.kind) {
    case 'process':
      return []
    case 'deadLetter':
      return [pattern.topic]
    case 'retry':
      return [pattern.deadLetterTopic]
    case 'delayLevels':
    case 'timingWheel':
      return [pattern.targetTopic]
    case 'route':
      return [...Object.values(pattern.topics), ...(pattern.otherwise === null ? [] : [pattern.otherwise])]
  }
}

function refuseAudits(interceptors: HandlerPlan['interceptors']): string | null {
  return interceptors.filter(({ kind }) => kind === 'audit').length > 1 ? 'One audit counts all records: there cannot be two.' : null
}

function refuseLevels(levels: readonly Level[], targets: readonly string[]): string | null {
  for (const [index, { topic, delayMs }] of levels.entries()) {
    const before = levels[index - 1]
    if (before !== undefined && before.delayMs >= delayMs) return `The level ${topic} must wait longer than ${before.topic} before it.`
    const others = [...targets, ...levels.slice(0, index).map((level) => level.topic)]
    if (others.includes(topic)) return `The level ${topic} needs a topic of its own.`
  }
  return null
}

function refuseReads(levels: readonly Level[], targets: readonly string[], reads: readonly string[]): string | null {
  const unread = levels.find(({ topic }) => !reads.includes(topic))
  if (unread !== undefined) return `The application must read the topic of its level ${unread.topic}, or nobody does.`
  const loop = targets.find((topic) => reads.includes(topic))
  return loop === undefined ? null : `The application reads ${loop} and would write to it: its records would go round.`
}
