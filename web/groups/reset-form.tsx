// Scope and target of a reset.
import type { JSX } from 'preact'
import type { PartitionLag } from './lag.ts'
import { TARGETS } from './reset.ts'
import type { ResetChoice, ResetScope, ResetTarget } from './reset.ts'
import { text } from './text.ts'

type FormProps = {
  readonly choice: ResetChoice
  /** The partitions that there are to choose from. */
  readonly rows: readonly PartitionLag[]
  readonly onChange: (choice: ResetChoice) => void
}

const TARGET_TEXTS = {
  to_earliest: 'toEarliest',
  to_latest: 'toLatest',
  to_offset: 'toOffset',
  shift_by: 'shiftBy',
  to_datetime: 'toDatetime',
  by_duration: 'byDuration',
} as const satisfies Record<ResetTarget, string>

const VALUE_FIELDS = {
  to_offset: { label: 'offsetValue', type: 'number' },
  shift_by: { label: 'shiftValue', type: 'number' },
  to_datetime: { label: 'timeValue', type: 'datetime-local' },
  by_duration: { label: 'minutesValue', type: 'number' },
} as const

export function ResetForm({ choice, rows, onChange }: FormProps): JSX.Element {
  const field = choice.target === 'to_earliest' || choice.target === 'to_latest' ? null : VALUE_FIELDS[choice.target]
  const onTarget = (value: string): void => {
    const target = TARGETS.find((one) => one === value)
    if (target !== undefined) onChange({ ...choice, target, value: '' })
  }
  return (
    <>
      <ScopeFields choice={choice} rows={rows} onChange={onChange} />
      <label class="field">
        {text.target}
        <select value={choice.target} onChange={(event) => onTarget(event.currentTarget.value)}>
          {TARGETS.map((target) => (
            <option key={target} value={target}>
              {text[TARGET_TEXTS[target]]}
            </option>
          ))}
        </select>
      </label>
      {field !== null && (
        <label class="field">
          {text[field.label]}
          <input
            type={field.type}
            step={field.type === 'number' ? 1 : 'any'}
            value={choice.value}
            onInput={(event) => onChange({ ...choice, value: event.currentTarget.value })}
          />
        </label>
      )}
    </>
  )
}

function ScopeFields({ choice, rows, onChange }: FormProps): JSX.Element {
  const { scope } = choice
  const topics = Array.from(new Set(rows.map(({ topic }) => topic)))
  const ofTopic = rows.filter(({ topic }) => scope.kind !== 'group' && topic === scope.topic)
  const [firstTopic = ''] = topics
  const change = (next: ResetScope): void => onChange({ ...choice, scope: next })
  const onKind = (kind: string): void => {
    const topic = scope.kind === 'group' ? firstTopic : scope.topic
    const first = rows.find((row) => row.topic === topic)
    if (kind === 'topic') change({ kind, topic })
    else if (kind === 'partition') change({ kind, topic, partition: first?.partition ?? 0 })
    else change({ kind: 'group' })
  }
  return (
    <>
      <label class="field">
        {text.scope}
        <select value={scope.kind} onChange={(event) => onKind(event.currentTarget.value)}>
          <option value="group">{text.scopeGroup}</option>
          <option value="topic" disabled={topics.length === 0}>
            {text.scopeTopic}
          </option>
          <option value="partition" disabled={topics.length === 0}>
            {text.scopePartition}
          </option>
        </select>
      </label>
      {scope.kind !== 'group' && (
        <label class="field">
          {text.topic}
          <select value={scope.topic} onChange={(event) => change({ ...scope, topic: event.currentTarget.value })}>
            {topics.map((topic) => (
              <option key={topic}>{topic}</option>
            ))}
          </select>
        </label>
      )}
      {scope.kind === 'partition' && (
        <label class="field">
          {text.partition}
          <select value={String(scope.partition)} onChange={(event) => change({ ...scope, partition: Number(event.currentTarget.value) })}>
            {ofTopic.map(({ partition }) => (
              <option key={partition} value={String(partition)}>
                {scope.topic}-{partition}
              </option>
            ))}
          </select>
        </label>
      )}
    </>
  )
}
