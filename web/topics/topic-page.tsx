// /s/{id}/topics/{topic}: one topic, in tabs. Which of them is open stands in the address.
import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { useEffect } from 'preact/hooks'
import { ActionButton } from '../actions/action-button.tsx'
import { placeOf } from '../actions/actions.ts'
import { topicActions } from '../actions/topic-actions.ts'
import { sandboxHref, search, setSearch } from '../app/location.ts'
import type { ClusterState, TopicState } from '../data/shapes.ts'
import { ConfigSection } from '../inspector/config-section.tsx'
import { choiceFrom } from '../messages/choice.ts'
import { MessagePane } from '../messages/message-pane.tsx'
import { useSession } from '../sandbox/session-context.ts'
import { PartitionMatrix } from './partition-matrix.tsx'
import { ProduceForm } from './produce-form.tsx'
import { TabList, tabPanel } from './tab-list.tsx'
import { text } from './text.ts'
import { TopicGroups } from './topic-groups.tsx'
import { HealthBadge } from './topics-page.tsx'
import '../inspector/inspector.css'
import './topics.css'

const TABS = ['partitions', 'messages', 'produce', 'groups', 'config'] as const
type Tab = (typeof TABS)[number]
/** What a snapshot tells of a topic. */
const SNAPSHOT_TABS: readonly Tab[] = ['partitions', 'messages', 'groups']

export function TopicPage({ topic: name }: { readonly topic: string }): JSX.Element {
  const session = useSession()
  const state = session.state.value
  const topic = state?.topics.find((one) => one.name === name)
  // What the page is about is what is selected, so that the keys of its actions do them.
  useEffect(() => {
    session.selection.value = { kind: 'topic', topic: name }
  }, [session, name])
  const tabs = session.kind === 'snapshot' ? SNAPSHOT_TABS : TABS
  const tab = tabs.find((one) => one === search.value.get('tab')) ?? 'partitions'
  return (
    <div class="topics-page">
      <div class="row">
        <a href={sandboxHref(session.sandboxId, { view: 'topics' })}>← {text.back}</a>
        <h2 class="topics-name">{name}</h2>
        {topic !== undefined && <HealthBadge topic={topic} />}
        {topic !== undefined && <FlowLink topic={name} />}
      </div>
      {topic === undefined || state === null ? (
        <p class="notice">{text.gone(name)}</p>
      ) : (
        <>
          <TopicActions topic={name} />
          <TabList
            label={text.tabs}
            tabs={tabs.map((one) => ({ id: one, label: text[one] }))}
            chosen={tab}
            onChoose={(one) => setSearch({ tab: one === 'partitions' ? null : one })}
          />
          <section {...tabPanel(tab)} key={tab}>
            <TabContents tab={tab} topic={topic} state={state} />
          </section>
        </>
      )}
    </div>
  )
}

function FlowLink({ topic }: { readonly topic: string }): JSX.Element {
  const session = useSession()
  return (
    <a
      class="button"
      href={sandboxHref(session.sandboxId, { view: 'stage' })}
      onClick={() => {
        session.selection.value = { kind: 'topic', topic }
      }}
    >
      {text.flow}
    </a>
  )
}

/** Everything that can be done to it, but for producing, which has a tab with a better form. */
function TopicActions({ topic }: { readonly topic: string }): JSX.Element | null {
  const session = useSession()
  const place = placeOf(session)
  if (place === null || session.kind === 'snapshot') return null
  return (
    <div class="row">
      {topicActions(place, topic)
        .filter(({ id }) => id !== 'topic.produce')
        .map((action) => (
          <ActionButton key={action.id} action={action} />
        ))}
    </div>
  )
}

type ContentsProps = { readonly tab: Tab; readonly topic: TopicState; readonly state: ClusterState }

function TabContents({ tab, topic, state }: ContentsProps): JSX.Element {
  const session = useSession()
  const choice = useSignal(choiceFrom(search.value))
  switch (tab) {
    case 'partitions':
      return <PartitionMatrix topic={topic} brokers={state.brokers.map(({ broker_id: brokerId }) => brokerId)} />
    case 'messages':
      return (
        <MessagePane
          topic={topic}
          choice={choice.value}
          onChoice={(next) => {
            choice.value = next
          }}
        />
      )
    case 'produce':
      return <ProduceForm topic={topic} />
    case 'groups':
      return <TopicGroups topic={topic} state={state} />
    case 'config':
      return <ConfigSection place={{ owner: 'topic', path: session.v3(`/topics/${encodeURIComponent(topic.name)}/configs`) }} />
  }
}
