// One transaction of a producer: what it has begun to write, what it has named to its coordinator, and how it shall end. It ends in the history as
// its client knows it: committed when that was confirmed, aborted when nobody ever asked to commit it, and unknown otherwise.
import type { ClientPartition, RunningOperation } from '../anomalies/client-history.ts'
import { partitionKey } from '../anomalies/client-history.ts'

export type Ending = 'commit' | 'abort'

export class RunningTransaction {
  readonly running: RunningOperation
  readonly #named = new Set<string>()
  /** The coordinator may know of it, so that it has to be ended there. */
  isBegun = false
  hasNamedGroup = false
  #ending: Ending | null = null

  constructor(running: RunningOperation) {
    this.running = running
  }

  get ending(): Ending | null {
    return this.#ending
  }

  get isOver(): boolean {
    return Number.isFinite(this.running.operation.endedAt)
  }

  knows(partition: ClientPartition): boolean {
    return this.#named.has(partitionKey(partition))
  }

  name(partition: ClientPartition): void {
    this.#named.add(partitionKey(partition))
  }

  /** Cannot be taken back: the request may be on its way when its sender hears of something else. */
  askFor(ending: Ending): void {
    if (ending === 'commit') this.running.askToCommit()
    this.#ending = ending
  }

  /** As it was asked for. */
  end(): void {
    this.running.end(this.#ending === 'commit' ? 'committed' : 'aborted')
  }

  /** Nobody will hear how it ended. */
  forget(): void {
    this.running.end(this.#ending === 'commit' ? 'unknown' : 'aborted')
  }
}
