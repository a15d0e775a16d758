// The messages of one topic: the bar, the list, and what was opened. The messages page, the topic page and the drawer show it; what was chosen
// belongs to whoever shows it.
import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { useEffect, useMemo, useRef } from 'preact/hooks'
import { callCode } from '../actions/call-code.ts'
import type { ClusterState, TopicState } from '../data/shapes.ts'
import { useSession } from '../sandbox/session-context.ts'
import { CopyButton } from '../ui/copy-button.tsx'
import { ProblemNotice } from '../ui/problem-notice.tsx'
import { problemOf } from './choice.ts'
import type { Choice } from './choice.ts'
import { filterErrorOf, MessageBar } from './message-bar.tsx'
import { MessageDetail } from './message-detail.tsx'
import { MessageList } from './message-list.tsx'
import type { Message } from './message.ts'
import { Reading } from './reading.ts'
import { text } from './text.ts'
import './messages.css'

/** The fates of what is open change with the cluster; they are asked for again this much after something has happened. */
const LOOK_AGAIN_MS = 400

type PaneProps = { readonly topic: TopicState; readonly choice: Choice; readonly onChoice: (choice: Choice) => void }

export function MessagePane({ topic, choice, onChoice }: PaneProps): JSX.Element | null {
  const session = useSession()
  const state = session.state.value
  const body = useRef<HTMLDivElement>(null)
  const opened = useSignal<Message | null>(null)
  // A topic that was made anew under the same name is another one.
  const reading = useMemo(() => new Reading(session, topic.name, choice), [session, topic.topic_id])
  const problem = state === null ? null : problemOf(choice, state)
  const isReadable = problem === null && filterErrorOf(choice.filter) === null
  const read = (): void => {
    if (isReadable) void reading.start(choice)
  }
  useEffect(() => {
    if (reading.status.value !== 'live') read()
  }, [reading, choice.start, choice.at, choice.partition, choice.filter, choice.isolation, isReadable])
  useEffect(() => () => reading.stop(), [reading])
  useFatesThatFollow(reading)
  if (state === null) return null
  return (
    <div class="messages-pane">
      <MessageBar
        state={state}
        topic={topic}
        choice={choice}
        problem={problem}
        isLive={reading.status.value === 'live'}
        mayFollow={session.kind === 'sandbox'}
        onChoice={onChoice}
        onRead={read}
        onLive={(isLive) => (isLive ? reading.follow() : reading.stop())}
      />
      <Notices state={state} topic={topic} choice={choice} reading={reading} />
      <div ref={body} class="messages-body" data-open={opened.value !== null}>
        <MessageList
          label={text.messagesOf(topic.name)}
          rows={reading.rows.value}
          fates={reading.fates}
          added={reading.added.value}
          opened={opened.value}
          onOpen={(message) => {
            opened.value = message
          }}
        />
        {opened.value !== null && (
          <MessageDetail
            topic={topic.name}
            message={opened.value}
            fates={reading.fates}
            onClose={() => {
              opened.value = null
              focusOpenedRow(body.current)
            }}
          />
        )}
      </div>
      <Foot choice={choice} reading={reading} />
    </div>
  )
}

/** Whoever closes a message goes on in the list where it was opened, as far as that row is still in the document. */
function focusOpenedRow(body: HTMLElement | null): void {
  body?.querySelector<HTMLElement>('.messages-open[aria-pressed="true"], .messages-open[tabindex="0"]')?.focus()
}

/** Open transactions end and the high watermark moves: what is not settled is looked at again after something has happened. */
export function useFatesThatFollow(reading: Reading): void {
  const session = useSession()
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const stop = session.events.onNews(() => {
      timer ??= setTimeout(() => {
        timer = undefined
        reading.fates.look()
      }, LOOK_AGAIN_MS)
    })
    return () => {
      stop()
      clearTimeout(timer)
    }
  }, [session, reading])
}

type NoticesProps = { readonly state: ClusterState; readonly topic: TopicState; readonly choice: Choice; readonly reading: Reading }

function Notices({ state, topic, choice, reading }: NoticesProps): JSX.Element {
  const needs = { offset: text.needOffset, time: text.needTime, group: text.needGroup }
  const problem = problemOf(choice, state)
  const refusal = reading.problem.value
  return (
    <>
      <MomentNotice />
      {problem !== null && <p class="notice">{needs[problem]}</p>}
      {refusal !== null && <ProblemNotice problem={refusal} />}
      {choice.isolation === 'read_committed' &&
        heldBack(topic, choice.partition).map(({ partition, lastStableOffset, count }) => (
          <p key={partition} class="notice" data-tone="warn">
            {text.heldBack(partition, lastStableOffset, count)}
          </p>
        ))}
      <p class="quiet messages-status" role="status">
        {problem === null && filterErrorOf(choice.filter) === null && statusOf(reading, choice)}
      </p>
    </>
  )
}

/** Records are always those of the newest moment, whatever moment is looked at. */
function MomentNotice(): JSX.Element | null {
  const { past, live, kind } = useSession()
  const isNewest = past.value === null || (kind === 'snapshot' && past.value.sequence === live.value?.sequence)
  if (isNewest) return null
  return (
    <p class="notice" data-tone="warn">
      {kind === 'snapshot' ? text.ofEnd : text.ofNow}
    </p>
  )
}

function statusOf(reading: Reading, choice: Choice): string {
  const rows = reading.rows.value.length
  if (reading.status.value === 'live') return rows === 0 ? text.waiting : text.liveNow
  if (reading.status.value === 'reading') return text.reading
  if (rows === 0) return choice.filter.trim() === '' ? text.nothing : text.nothingFound
  return text.count(rows)
}

/** Where read_committed ends before the high watermark does. */
function heldBack(topic: TopicState, only: number | null): { partition: number; lastStableOffset: number; count: number }[] {
  return topic.partitions.flatMap(({ partition_index: partition, leader, logs }) => {
    const log = logs.find(({ broker_id: brokerId }) => brokerId === leader)
    if (log === undefined || (only !== null && only !== partition)) return []
    const count = log.high_watermark - log.last_stable_offset
    return count > 0 ? [{ partition, lastStableOffset: log.last_stable_offset, count }] : []
  })
}

function Foot({ choice, reading }: { readonly choice: Choice; readonly reading: Reading }): JSX.Element {
  const scan = reading.scan.value
  const call = reading.call.value
  return (
    <div class="row">
      {reading.hasMore.value && (
        <button type="button" class="button" disabled={reading.status.value !== 'done'} onClick={() => void reading.more()}>
          {choice.start === 'newest' ? text.further : text.more}
        </button>
      )}
      {call !== null && <CopyButton label={text.copyCurl} value={callCode('curl', call, { origin: location.origin, key: null })} />}
      {scan !== null && (
        <span class="quiet">
          {text.scanned(scan.scanned, reading.rows.value.length)} {scan.undecided > 0 && text.undecided(scan.undecided)}
        </span>
      )}
    </div>
  )
}
