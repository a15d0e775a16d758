// The tab of messages: those of the topic or partition that is selected on the stage, or of a topic that is chosen here.
import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { useEffect } from 'preact/hooks'
import { sandboxHref } from '../../app/location.ts'
import type { Selection } from '../../data/selection.ts'
import { FIRST_CHOICE } from '../../messages/choice.ts'
import type { Choice } from '../../messages/choice.ts'
import { MessagePane } from '../../messages/message-pane.tsx'
import { useSession } from '../../sandbox/session-context.ts'
import { text } from './text.ts'

export function MessagesTab(): JSX.Element {
  const session = useSession()
  const topics = session.state.value?.topics ?? []
  const choice = useSignal<Choice>(FIRST_CHOICE)
  const chosen = useSignal<string | null>(null)
  const selected = partitionOf(session.selection.value)
  const selectedTopic = selected?.topic ?? null
  const selectedPartition = selected?.partition ?? null
  useEffect(() => {
    if (selectedTopic === null) return
    chosen.value = selectedTopic
    choice.value = { ...choice.value, partition: selectedPartition }
  }, [selectedTopic, selectedPartition, chosen, choice])
  const topic = topics.find(({ name }) => name === chosen.value) ?? topics[0]
  if (topic === undefined) return <p class="drawer-scroll quiet">{text.none}</p>
  const choose = (name: string): void => {
    chosen.value = name
    choice.value = { ...choice.value, partition: null }
  }
  return (
    <div class="drawer-scroll stack">
      <div class="row">
        <label class="events-check">
          {text.topic}
          <select class="input metrics-scope" value={topic.name} onChange={({ currentTarget }) => choose(currentTarget.value)}>
            {topics.map(({ name }) => (
              <option key={name} value={name}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <a href={sandboxHref(session.sandboxId, { view: 'messages', topic: topic.name })}>{text.page}</a>
      </div>
      <MessagePane key={topic.topic_id} topic={topic} choice={choice.value} onChoice={(next) => (choice.value = next)} />
    </div>
  )
}

/** Where the messages are of what is selected; null for what has none. */
function partitionOf(selection: Selection | null): { readonly topic: string; readonly partition: number | null } | null {
  if (selection?.kind === 'topic') return { topic: selection.topic, partition: null }
  if (selection?.kind === 'partition' || selection?.kind === 'replica') return { topic: selection.topic, partition: selection.partition }
  return null
}
