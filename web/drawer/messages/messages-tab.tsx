// The tab of messages: the newest ones of the topic or partition that is selected on the stage, or that is chosen here.
import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { useEffect } from 'preact/hooks'
import { sandboxHref } from '../../app/location.ts'
import type { Selection } from '../../data/selection.ts'
import type { TopicState } from '../../data/shapes.ts'
import { useSession } from '../../sandbox/session-context.ts'
import { CompactMessages } from './compact-messages.tsx'
import { text } from './text.ts'

type Place = { readonly topic: string; readonly partition: number | null }

export function MessagesTab(): JSX.Element {
  const session = useSession()
  const topics = session.state.value?.topics ?? []
  const place = useSignal<Place | null>(placeOf(session.selection.value))
  const selection = session.selection.value
  useEffect(() => {
    place.value = placeOf(selection) ?? place.value
  }, [selection, place])
  const topic = topics.find(({ name }) => name === place.value?.topic) ?? topics[0]
  if (topic === undefined) return <p class="drawer-scroll quiet">{text.none}</p>
  const partition = place.value?.topic === topic.name ? place.value.partition : null
  return (
    <CompactMessages key={`${topic.topic_id} ${partition ?? ''}`} topic={topic} partition={partition}>
      <PlaceSelects topics={topics} topic={topic} partition={partition} onChange={(next) => (place.value = next)} />
      <a href={sandboxHref(session.sandboxId, { view: 'messages', topic: topic.name })}>{text.page}</a>
    </CompactMessages>
  )
}

/** Where the messages are of what is selected; null for what has none. */
function placeOf(selection: Selection | null): Place | null {
  if (selection?.kind === 'topic') return { topic: selection.topic, partition: null }
  if (selection?.kind === 'partition' || selection?.kind === 'replica') return { topic: selection.topic, partition: selection.partition }
  return null
}

type SelectProps = {
  readonly topics: readonly TopicState[]
  readonly topic: TopicState
  readonly partition: number | null
  readonly onChange: (place: Place) => void
}

function PlaceSelects({ topics, topic, partition, onChange }: SelectProps): JSX.Element {
  return (
    <>
      <label class="events-check">
        {text.topic}
        <select
          class="input metrics-scope"
          value={topic.name}
          onChange={({ currentTarget }) => onChange({ topic: currentTarget.value, partition: null })}
        >
          {topics.map(({ name }) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <label class="events-check">
        {text.partition}
        <select
          class="input metrics-scope"
          value={partition ?? ''}
          onChange={({ currentTarget }) =>
            onChange({ topic: topic.name, partition: currentTarget.value === '' ? null : Number(currentTarget.value) })
          }
        >
          <option value="">{text.allPartitions}</option>
          {topic.partitions.map(({ partition_index: index }) => (
            <option key={index} value={index}>
              {index}
            </option>
          ))}
        </select>
      </label>
    </>
  )
}
