// What the tab of metrics knows of a sandbox: the last look, the look it is compared with, and the series. It is kept while other tabs are
// shown, but looks are only taken while somebody looks at them.
import { signal } from '@preact/signals'
import type { Problem } from '../../data/api.ts'
import type { SandboxSession } from '../../data/session.ts'
import type { Metric } from './metric-rows.ts'
import { sampleOf, withSample } from './samples.ts'
import type { Sample } from './samples.ts'

/** All metrics at one moment. */
export type Look = { readonly sequence: number; readonly timeMs: number; readonly metrics: readonly Metric[] }

const LOOK_EVERY_MS = 2_000

export class MetricsModel {
  readonly was = signal<Look | null>(null)
  readonly now = signal<Look | null>(null)
  readonly samples = signal<readonly Sample[]>([])
  readonly problem = signal<Problem | null>(null)
  readonly #session: SandboxSession

  constructor(session: SandboxSession) {
    this.#session = session
  }

  /** From here on everything is compared with what is now. */
  mark(): void {
    this.was.value = this.now.value
  }

  /** Looks again and again, each time behind the answer of the last. Returns how to stop. */
  follow(): () => void {
    const abort = new AbortController()
    let timer: ReturnType<typeof setTimeout> | undefined
    const look = async (): Promise<void> => {
      if (document.visibilityState === 'visible') await this.#look(abort.signal)
      if (!abort.signal.aborted) timer = setTimeout(() => void look(), LOOK_EVERY_MS)
    }
    void look()
    return () => {
      abort.abort()
      clearTimeout(timer)
    }
  }

  async #look(abort: AbortSignal): Promise<void> {
    const { api, live } = this.#session
    const answer = await api.look<{ metrics: Metric[] }>({ method: 'GET', path: this.#session.v1('/metrics') }, abort)
    const state = live.value
    if (abort.aborted || state === null) return
    this.problem.value = answer.ok ? null : answer.problem
    if (!answer.ok) return
    const look = { sequence: state.sequence, timeMs: state.clock.now_ms, metrics: answer.value.metrics }
    this.now.value = look
    // A mark from after the present is of a history that was rewound.
    if (this.was.value === null || this.was.value.sequence > look.sequence) this.was.value = look
    this.samples.value = withSample(this.samples.value, sampleOf(look.metrics, state))
  }
}

const models = new WeakMap<SandboxSession, MetricsModel>()

export function metricsOf(session: SandboxSession): MetricsModel {
  let model = models.get(session)
  if (model === undefined) {
    model = new MetricsModel(session)
    models.set(session, model)
  }
  return model
}
