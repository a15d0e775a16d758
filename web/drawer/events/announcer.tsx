// Reads new events aloud for those who asked for it: the last sentence and how many came, so that a burst is one announcement.
import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import type { ClusterEvent } from '../../data/shapes.ts'
import { useSession } from '../../sandbox/session-context.ts'
import { isWanted } from './event-filter.ts'
import type { EventFilter } from './event-filter.ts'
import { text } from './text.ts'

/** Screen readers read what is said to its end. */
const SAY_EVERY_MS = 4_000

export function Announcer({ filter }: { readonly filter: EventFilter }): JSX.Element {
  const session = useSession()
  const said = useSignal('')
  const wanted = useRef(filter)
  wanted.current = filter
  useEffect(() => {
    let heard: ClusterEvent[] = []
    const forget = session.events.onNews((events) => {
      heard.push(...events.filter((event) => isWanted(event, wanted.current)))
    })
    const timer = setInterval(() => {
      const last = heard.at(-1)
      if (last === undefined) return
      const sentence = last.why[wanted.current.language]
      said.value = heard.length === 1 ? sentence : text.heard(heard.length, sentence)
      heard = []
    }, SAY_EVERY_MS)
    return () => {
      forget()
      clearInterval(timer)
    }
  }, [session, said])
  return (
    <p class="visually-hidden" aria-live="polite">
      {said.value}
    </p>
  )
}
