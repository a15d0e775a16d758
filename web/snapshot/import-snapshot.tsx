// A snapshot from a file. It gets the address that its content has, wherever it was taken.
import { useSignal } from '@preact/signals'
import type { JSX, TargetedEvent } from 'preact'
import { go } from '../app/location.ts'
import { Api } from '../data/api.ts'
import type { Problem } from '../data/api.ts'
import type { SnapshotFacts } from '../data/shapes.ts'
import { ProblemNotice } from '../ui/problem-notice.tsx'
import { text } from './text.ts'

export function ImportSnapshot(): JSX.Element {
  const isImporting = useSignal(false)
  const problem = useSignal<Problem | null>(null)
  const onChange = async (event: TargetedEvent<HTMLInputElement>): Promise<void> => {
    const input = event.currentTarget
    const file = input.files?.[0]
    if (file === undefined) return
    isImporting.value = true
    const made = await new Api(null).upload<SnapshotFacts>('/v1/snapshots', file, 'application/x-tar')
    isImporting.value = false
    problem.value = made.ok ? null : made.problem
    // The same file can then be chosen again.
    input.value = ''
    if (made.ok) go({ page: 'snapshot', hash: made.value.hash, sub: { view: 'stage' } })
  }
  return (
    <div class="card stack">
      <label class="field">
        {text.importFile}
        <input type="file" accept=".tar,application/x-tar" disabled={isImporting.value} onChange={(event) => void onChange(event)} />
        <span class="hint">{isImporting.value ? text.importing : text.importHint}</span>
      </label>
      {problem.value !== null && <ProblemNotice problem={problem.value} />}
    </div>
  )
}
