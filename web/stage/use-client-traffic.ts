// What clients from outside wrote, as far as the events tell that this page has seen.
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { SandboxSession } from '../data/session.ts'
import type { ClientTraffic } from './model/producers.ts'
import { NO_TRAFFIC, withTrafficOf } from './model/producers.ts'

export function useClientTraffic(session: SandboxSession): ClientTraffic {
  const traffic = useSignal(NO_TRAFFIC)
  useEffect(() => {
    traffic.value = withTrafficOf(NO_TRAFFIC, session.events.all)
    return session.events.onNews((events) => {
      traffic.value = withTrafficOf(traffic.value, events)
    })
  }, [session, traffic])
  return traffic.value
}
