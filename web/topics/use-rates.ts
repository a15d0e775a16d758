// The rates of all topics while a page shows them, once a second.
import { useSignal } from '@preact/signals'
import { useEffect, useMemo } from 'preact/hooks'
import { useSession } from '../sandbox/session-context.ts'
import { RateHistory } from './rate-history.ts'
import { totalEnd } from './topic-facts.ts'

const SAMPLE_MS = 1_000

export function useRates(): RateHistory {
  const session = useSession()
  const history = useMemo(() => new RateHistory(), [session])
  const samples = useSignal(0)
  useEffect(() => {
    const sample = (): void => {
      const topics = session.live.peek()?.topics ?? []
      history.sample(new Map(topics.map((topic) => [topic.name, totalEnd(topic)])))
      samples.value++
    }
    sample()
    const timer = setInterval(sample, SAMPLE_MS)
    return () => clearInterval(timer)
  }, [session, history, samples])
  // Reading it draws the page again with each sample.
  void samples.value
  return history
}
