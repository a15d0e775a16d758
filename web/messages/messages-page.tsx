// /s/{id}/messages/{topic}: a topic's messages. What is read stands in the address.
import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { go, search, setSearch } from '../app/location.ts'
import { useSession } from '../sandbox/session-context.ts'
import { ProduceDialog } from '../topics/produce-form.tsx'
import { choiceFrom, searchOf } from './choice.ts'
import { MessagePane } from './message-pane.tsx'
import { text } from './text.ts'
import './messages.css'

export function MessagesPage({ topic: named }: { readonly topic: string | null }): JSX.Element {
  const session = useSession()
  const isProducing = useSignal(false)
  const topics = session.state.value?.topics ?? []
  const first = topics.find(({ name }) => !name.startsWith('__')) ?? topics[0]
  const topic = named === null ? first : topics.find(({ name }) => name === named)
  const onTopic = (name: string): void => {
    const sub = { view: 'messages', topic: name } as const
    go(
      session.kind === 'snapshot'
        ? { page: 'snapshot', hash: session.sandboxId, sub }
        : { page: 'sandbox', sandboxId: session.sandboxId, sub },
    )
  }
  return (
    <div class="messages-page">
      <div class="row">
        <h2>{text.title}</h2>
        {topics.length > 0 && (
          <label class="row messages-topic">
            {text.topic}
            <select class="input" value={topic?.name ?? ''} onChange={(event) => onTopic(event.currentTarget.value)}>
              {topic === undefined && <option value="">–</option>}
              {topics.map(({ name }) => (
                <option key={name} value={name}>
                  {name}
                </option>
              ))}
            </select>
          </label>
        )}
        {topic !== undefined && session.kind === 'sandbox' && (
          <button
            type="button"
            class="button"
            onClick={() => {
              isProducing.value = true
            }}
          >
            {text.produce}
          </button>
        )}
      </div>
      {topic !== undefined && isProducing.value && (
        <ProduceDialog
          topic={topic}
          onClose={() => {
            isProducing.value = false
          }}
        />
      )}
      {topic === undefined ? (
        <p class="notice">{named === null ? text.noTopic : text.topicGone(named)}</p>
      ) : (
        <MessagePane
          key={topic.topic_id}
          topic={topic}
          choice={choiceFrom(search.value)}
          onChoice={(choice) => setSearch(searchOf(choice))}
        />
      )}
    </div>
  )
}
