// A snapshot as the page looks at it: the state and the events of a sandbox that was kept, read-only, without a key. It is always of the past:
// `past` says which moment is shown, at first the last one.
import { batch } from '@preact/signals'
import type { Problem } from './api.ts'
import { SandboxSession } from './session.ts'
import type { SnapshotFacts } from './shapes.ts'

export class SnapshotSession extends SandboxSession {
  readonly kind = 'snapshot'
  readonly snapshot: SnapshotFacts
  #isClosed = false

  constructor(snapshot: SnapshotFacts) {
    super(snapshot.hash, null)
    this.snapshot = snapshot
  }

  protected override get lastMoment(): number {
    return this.snapshot.sequence
  }

  v1(path: string): string {
    return `/v1/snapshots/${this.sandboxId}${path}`
  }

  /** What a snapshot lets be read of its topics stands below the snapshot itself. */
  v3(path: string): string {
    return this.v1(path)
  }

  /** A snapshot has the events behind the state that its history begins with. */
  protected override get oldestEvent(): number {
    return this.snapshot.first_sequence + 1
  }

  async open(): Promise<void> {
    // A snapshot says itself how far it goes, so that its events need not wait for its state.
    await Promise.all([this.#openState(), this.loadHistory(this.snapshot.sequence)])
  }

  async #openState(): Promise<void> {
    const state = await this.askState()
    if (this.#isClosed) return
    if (!state.ok) {
      this.connection.value = { kind: 'ended', problem: state.problem }
      return
    }
    batch(() => {
      this.live.value = state.value
      this.past.value = { sequence: state.value.sequence, state: state.value }
      this.connection.value = { kind: 'live' }
    })
  }

  close(): void {
    this.#isClosed = true
  }

  /** Nothing changes in a snapshot but what is asked of it, such as whether Kafka's own topics are shown. */
  refresh(): void {
    void this.lookAt(this.past.value?.sequence ?? null)
  }

  override async lookAt(sequence: number | null): Promise<Problem | null> {
    return super.lookAt(sequence ?? this.snapshot.sequence)
  }
}
