// The configs of a hosted consumer: what was asked for, on top of what follows from being hosted. Nothing beats for it in the background, so its
// session lasts as long as it may be left alone.
import type { ClusterView } from '../../engine/cluster.ts'

type Config = readonly [name: string, value: string]

/** It beats when it is called and never else, so it beats with every call: that is how it hears of a rebalance at once. */
const HEARTBEAT_INTERVAL_MS = 1
/** Kafka's advice is to keep the interval below a third of the session. */
const BEATS_PER_SESSION = 3
/** New topics of a pattern, and new partitions, are found as soon as this: asking costs little beside the cluster. */
const METADATA_MAX_AGE_MS = 5_000

export function configsOf(cluster: ClusterView, name: string, timeoutMs: number, given: readonly Config[]): ReadonlyMap<string, string> {
  const asked = new Map(given)
  return new Map([
    // Waiting is the host's business: a fetch that waits would hold on to an alarm.
    ['fetch.max.wait.ms', '0'],
    ['client.id', name],
    ['max.poll.interval.ms', String(timeoutMs)],
    ['metadata.max.age.ms', String(METADATA_MAX_AGE_MS)],
    ...(asked.get('group.protocol')?.toLowerCase() === 'consumer' ? [] : sessionConfigs(cluster, timeoutMs, asked)),
    ...asked,
  ])
}

/** In the protocol `consumer` the broker says how long a session is. */
function sessionConfigs({ effectiveBrokerConfigs }: ClusterView, timeoutMs: number, asked: ReadonlyMap<string, string>): Config[] {
  const { groupMinSessionTimeoutMs, groupMaxSessionTimeoutMs } = effectiveBrokerConfigs
  const bounded = Math.max(groupMinSessionTimeoutMs, Math.min(timeoutMs, groupMaxSessionTimeoutMs))
  const sessionTimeoutMs = Number(asked.get('session.timeout.ms') ?? bounded)
  const heartbeatMs = Math.max(1, Math.min(HEARTBEAT_INTERVAL_MS, Math.floor(sessionTimeoutMs / BEATS_PER_SESSION)))
  return [
    ['session.timeout.ms', String(sessionTimeoutMs)],
    ['heartbeat.interval.ms', String(heartbeatMs)],
  ]
}
