// The sandbox's clock. Everything in Kafka that waits, waits on it: in real time, or held until somebody moves it on. It never goes back.

export type ClusterClock = {
  mode: 'realtime' | 'manual'
  /** In real time: how far the cluster is ahead of the world, milliseconds (behind it, if negative). */
  offsetMs: number
  /** Held: the time it stands at, milliseconds since the epoch. */
  heldMs: number
}

/** The cluster's time, given the world's. */
export function clusterNowMs(clock: Readonly<ClusterClock>, wallMs: number): number {
  return clock.mode === 'manual' ? clock.heldMs : wallMs + clock.offsetMs
}

/** When it will be `dueMs` in the cluster by the world's time; null while the clock is held. */
export function wallMsOf(clock: Readonly<ClusterClock>, dueMs: number): number | null {
  return clock.mode === 'manual' ? null : dueMs - clock.offsetMs
}
