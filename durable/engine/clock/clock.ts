// The engine's name for the clock that it shares with whoever stamps records.
export { clusterNowMs, wallMsOf } from '../../../schema/kafka/cluster-clock.ts'
export type { ClusterClock } from '../../../schema/kafka/cluster-clock.ts'
