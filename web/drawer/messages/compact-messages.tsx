// The list of the messages page without its bar: the newest messages of one place, or the tail as it comes.
import { useSignal } from '@preact/signals'
import type { ComponentChildren, JSX } from 'preact'
import { useEffect, useMemo } from 'preact/hooks'
import type { TopicState } from '../../data/shapes.ts'
import { FIRST_CHOICE } from '../../messages/choice.ts'
import { MessageDetail } from '../../messages/message-detail.tsx'
import { MessageList } from '../../messages/message-list.tsx'
import { useFatesThatFollow } from '../../messages/message-pane.tsx'
import type { Message } from '../../messages/message.ts'
import { Reading } from '../../messages/reading.ts'
import { useSession } from '../../sandbox/session-context.ts'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { text } from './text.ts'

type CompactProps = { readonly topic: TopicState; readonly partition: number | null; readonly children: ComponentChildren }

export function CompactMessages({ topic: { name }, partition, children }: CompactProps): JSX.Element {
  const session = useSession()
  const opened = useSignal<Message | null>(null)
  const choice = useMemo(() => ({ ...FIRST_CHOICE, partition }), [partition])
  const reading = useMemo(() => new Reading(session, name, choice), [session, name, choice])
  useEffect(() => {
    void reading.start(choice)
    return () => reading.stop()
  }, [reading, choice])
  useFatesThatFollow(reading)
  const isLive = reading.status.value === 'live'
  const problem = reading.problem.value
  return (
    <div class="drawer-messages">
      <div class="events-filter">
        {children}
        <button type="button" class="button" disabled={isLive} onClick={() => void reading.start(choice)}>
          {text.read}
        </button>
        {session.kind === 'sandbox' && (
          <button type="button" class="button" aria-pressed={isLive} onClick={() => (isLive ? reading.stop() : reading.follow())}>
            ● {text.live}
          </button>
        )}
      </div>
      <div>
        {problem !== null && <ProblemNotice problem={problem} />}
        {reading.rows.value.length === 0 && problem === null && <p class="quiet events-none">{text.empty}</p>}
      </div>
      <div class="messages-body" data-open={opened.value !== null}>
        <MessageList
          label={text.list(name)}
          rows={reading.rows.value}
          fates={reading.fates}
          added={reading.added.value}
          opened={opened.value}
          onOpen={(message) => (opened.value = message)}
        />
        {opened.value !== null && (
          <MessageDetail topic={name} message={opened.value} fates={reading.fates} onClose={() => (opened.value = null)} />
        )}
      </div>
    </div>
  )
}
