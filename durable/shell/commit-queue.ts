// When what has come in is committed: together with whatever else comes in the same turn of the event loop, or at once for a client that is alone.
// Writing many inputs in one transaction is worth a factor of two and more (measured, see bench/RESULTS.md), and waiting for company is most of
// what a lone client would wait for.

/**
 * How long a commit waits for company, once the last one had some: with 32 clients that makes groups twice as large and a sixth more records a
 * second (measured).
 */
const GATHER_MS = 1

/**
 * How many commits are made at once, without waiting for the end of the turn, after one that waited had no company. A turn takes more than a
 * millisecond, which is most of what a lone client would wait (measured: 2.1 ms a produce with it, 0.8 without).
 */
const LONE_COMMITS = 16

export class CommitQueue<Job> {
  readonly #commit: (jobs: readonly Job[]) => void
  #pending: Job[] = []
  #gatherMs = 0
  #loneCommits = 0

  /** @param commit is given everything that came until then, in its order. */
  constructor(commit: (jobs: readonly Job[]) => void) {
    this.#commit = commit
  }

  push(job: Job): void {
    this.#pending.push(job)
    if (this.#pending.length > 1) return
    if (this.#loneCommits > 0) queueMicrotask(() => this.#flush())
    else setTimeout(() => this.#flush(), this.#gatherMs)
  }

  /** What was not committed yet, and is not going to be. */
  takeAll(): readonly Job[] {
    const jobs = this.#pending
    this.#pending = []
    return jobs
  }

  #flush(): void {
    const jobs = this.takeAll()
    this.#lookForCompany(jobs.length > 1)
    this.#commit(jobs)
  }

  /** Only a commit that waited can tell whether there is company, and only two of them in a row say that there is none. */
  #lookForCompany(hasCompany: boolean): void {
    if (hasCompany) this.#loneCommits = 0
    else if (this.#loneCommits > 0) this.#loneCommits--
    else if (this.#gatherMs === 0) this.#loneCommits = LONE_COMMITS
    this.#gatherMs = hasCompany ? GATHER_MS : 0
  }
}
