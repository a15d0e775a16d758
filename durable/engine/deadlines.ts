// When the cluster next has something to do by itself. The shell sets the object's one alarm to it; null lets the object sleep.
import type { ClusterView } from './cluster.ts'

/** Milliseconds since the epoch, or null. Nothing in the cluster waits on time yet: a healthy idle cluster never wakes. */
export function nextWakeMs(_cluster: ClusterView): number | null {
  return null
}
