// What is read: where it starts, which partition, which records. A change is read at once; what is typed when it is done.
import type { JSX, TargetedEvent } from 'preact'
import { FilterError } from '../../schema/filter/filter-error.ts'
import { parseFilter } from '../../schema/filter/parse-filter.ts'
import type { ClusterState, TopicState } from '../data/shapes.ts'
import { START_KINDS } from './choice.ts'
import type { Choice, ChoiceProblem, StartKind } from './choice.ts'
import { FilterHelp } from './filter-help.tsx'
import { filterErrors, text } from './text.ts'

type BarProps = {
  readonly state: ClusterState
  readonly topic: TopicState
  readonly choice: Choice
  readonly problem: ChoiceProblem | null
  readonly isLive: boolean
  /** A snapshot has no tail that grows. */
  readonly mayFollow: boolean
  readonly onChoice: (choice: Choice) => void
  readonly onRead: () => void
  readonly onLive: (isLive: boolean) => void
}

export function MessageBar({ state, topic, choice, problem, isLive, mayFollow, onChoice, onRead, onLive }: BarProps): JSX.Element {
  const filterError = filterErrorOf(choice.filter)
  return (
    <form
      class="messages-bar"
      aria-label={text.bar}
      onSubmit={(event) => {
        event.preventDefault()
        onRead()
      }}
    >
      <fieldset disabled={isLive}>
        <Start state={state} choice={choice} problem={problem} onChoice={onChoice} />
        <label class="field">
          {text.partition}
          <select
            value={choice.partition === null ? '' : String(choice.partition)}
            onChange={(event) =>
              onChoice({ ...choice, partition: event.currentTarget.value === '' ? null : Number(event.currentTarget.value) })
            }
          >
            <option value="">{text.allPartitions}</option>
            {topic.partitions.map(({ partition_index: index }) => (
              <option key={index} value={String(index)}>
                {index}
              </option>
            ))}
          </select>
        </label>
        <label class="field messages-filter-field">
          {text.filter}
          <input
            class="mono"
            type="text"
            spellcheck={false}
            autocomplete="off"
            placeholder={text.filterHint}
            value={choice.filter}
            aria-invalid={filterError !== null}
            aria-describedby={filterError === null ? undefined : 'filter-error'}
            onChange={(event) => onChoice({ ...choice, filter: event.currentTarget.value })}
          />
        </label>
        <label class="messages-check">
          <input
            type="checkbox"
            checked={choice.isolation === 'read_committed'}
            onChange={(event) => onChoice({ ...choice, isolation: event.currentTarget.checked ? 'read_committed' : 'read_uncommitted' })}
          />
          {text.committedOnly}
        </label>
        <button type="submit" class="button">
          {text.read}
        </button>
      </fieldset>
      {mayFollow && (
        <button
          type="button"
          class="button"
          data-look={isLive ? 'danger' : 'main'}
          disabled={!isLive && filterError !== null}
          onClick={() => onLive(!isLive)}
        >
          {isLive ? `■ ${text.stop}` : `● ${text.live}`}
        </button>
      )}
      <FilterHelp onFilter={(filter) => onChoice({ ...choice, filter })} />
      {filterError !== null && <FilterProblem filter={choice.filter} error={filterError} />}
    </form>
  )
}

type StartProps = Pick<BarProps, 'state' | 'choice' | 'problem' | 'onChoice'>

function Start({ state, choice, problem, onChoice }: StartProps): JSX.Element {
  const names: Readonly<Record<StartKind, string>> = {
    newest: text.startNewest,
    oldest: text.startOldest,
    offset: text.startOffset,
    time: text.startTime,
    group: text.startGroup,
  }
  const onKind = (event: TargetedEvent<HTMLSelectElement>): void => {
    const start = START_KINDS.find((kind) => kind === event.currentTarget.value) ?? 'newest'
    onChoice({ ...choice, start, at: start === 'offset' ? '0' : '' })
  }
  return (
    <>
      <label class="field">
        {text.start}
        <select value={choice.start} onChange={onKind}>
          {START_KINDS.map((kind) => (
            <option key={kind} value={kind}>
              {names[kind]}
            </option>
          ))}
        </select>
      </label>
      <At state={state} choice={choice} problem={problem} onChoice={onChoice} />
    </>
  )
}

/** Where it starts, for the starts that need a place. */
function At({ state, choice, problem, onChoice }: StartProps): JSX.Element | null {
  const onAt = (event: TargetedEvent<HTMLInputElement | HTMLSelectElement>): void => onChoice({ ...choice, at: event.currentTarget.value })
  if (choice.start === 'offset') {
    return (
      <label class="field">
        {text.atOffset}
        <input type="number" min="0" step="1" value={choice.at} aria-invalid={problem !== null} onChange={onAt} />
      </label>
    )
  }
  if (choice.start === 'time') {
    return (
      <label class="field">
        {text.atTime}
        <input type="datetime-local" step="1" value={choice.at} aria-invalid={problem !== null} onChange={onAt} />
      </label>
    )
  }
  if (choice.start !== 'group') return null
  return (
    <label class="field">
      {text.atGroup}
      <select value={choice.at} aria-invalid={problem !== null} onChange={onAt}>
        <option value="">{text.chooseGroup}</option>
        {state.groups.map(({ group_id: groupId }) => (
          <option key={groupId} value={groupId}>
            {groupId}
          </option>
        ))}
      </select>
    </label>
  )
}

/** Null for a filter that can be used, and for none. */
export function filterErrorOf(filter: string): FilterError | null {
  if (filter.trim() === '') return null
  try {
    parseFilter(filter)
    return null
  } catch (error) {
    if (error instanceof FilterError) return error
    throw error
  }
}

/** The filter with the place where it goes wrong. */
function FilterProblem({ filter, error }: { readonly filter: string; readonly error: FilterError }): JSX.Element {
  const { position, code } = error
  return (
    <div id="filter-error" class="notice messages-filter-error" data-tone="bad" role="alert">
      {filterErrors[code]}
      <pre>
        {filter.slice(0, position)}
        <mark>{filter.slice(position, position + 1) || '␣'}</mark>
        {filter.slice(position + 1)}
      </pre>
    </div>
  )
}
