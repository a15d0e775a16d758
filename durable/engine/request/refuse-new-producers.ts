// The sandbox's own limit on the producers that its logs remember. Kafka's brokers have none and let them expire. A producer that a log knows goes
// on; coordinators and markers are not asked, since what has begun must be able to end.
import { MAX_PRODUCERS } from '../../../schema/limits.ts'
import type { Step } from '../step.ts'

export type TooManyProducers = { readonly error: 'POLICY_VIOLATION'; readonly message: string }

/** Null while there is room for so many more, counting a producer in every log that hears of it. */
export function refuseNewProducers(step: Step, count: number): TooManyProducers | null {
  if (count === 0 || step.cluster.producerCount + step.newProducers + count <= MAX_PRODUCERS) return null
  const message =
    `The partitions of a sandbox know at most ${MAX_PRODUCERS} producers together. A producer that writes no more is forgotten after ` +
    'producer.id.expiration.ms; deleting a topic forgets all of its producers.'
  return { error: 'POLICY_VIOLATION', message }
}
