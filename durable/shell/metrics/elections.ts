// Leader elections, and how long each partition had to wait for its new leader: from the moment at which the old one was last there, be it
// killed, paused or cut off, on the cluster's clock. Moving a living leader takes no time.
import { NO_LEADER } from '../../engine/controller/partition-registration.ts'
import type { PartitionChange } from '../../engine/controller/partition-change.ts'
import { mayLoseRecords } from '../../engine/controller/leader-election.ts'
import { Meter } from './meter.ts'
import type { MetricList } from './metric-list.ts'
import type { PartitionWatch } from './partition-watch.ts'
import { Timer } from './timer.ts'

export class Elections {
  readonly #elections: Timer
  readonly #unclean: Meter

  constructor(startMs: number) {
    this.#elections = new Timer(startMs)
    this.#unclean = new Meter(startMs)
  }

  /** `goneSinceMs` is since when the leader so far has been gone, or null. */
  changed(watch: PartitionWatch, { leader, electionKind }: PartitionChange, goneSinceMs: number | null, nowMs: number): void {
    // The same leader in a new epoch was not elected.
    if (leader === undefined || leader === watch.leader) return
    const lostMs = watch.leaderlessSinceMs ?? goneSinceMs ?? nowMs
    watch.leader = leader
    watch.leaderlessSinceMs = leader === NO_LEADER ? lostMs : null
    if (leader === NO_LEADER) return
    this.#elections.update(Math.max(0, nowMs - lostMs), nowMs)
    if (mayLoseRecords({ leader, kind: electionKind })) this.#unclean.mark(1, nowMs)
  }

  list(into: MetricList, nowMs: number): void {
    into.timer('leaderElections', this.#elections, nowMs)
    into.meter('uncleanElections', this.#unclean, nowMs)
  }
}
