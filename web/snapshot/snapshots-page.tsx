// The snapshots of a sandbox: take one, import one, and go back to, fork or pass on those that were taken.
import { useSignal } from '@preact/signals'
import type { Signal } from '@preact/signals'
import type { JSX, TargetedEvent } from 'preact'
import { useEffect } from 'preact/hooks'
import { MAX_SNAPSHOT_TITLE_CHARACTERS } from '../../schema/snapshot-limits.ts'
import type { Problem } from '../data/api.ts'
import type { SandboxSession } from '../data/session.ts'
import type { SnapshotFacts } from '../data/shapes.ts'
import { useSession } from '../sandbox/session-context.ts'
import { ProblemNotice } from '../ui/problem-notice.tsx'
import { ImportSnapshot } from './import-snapshot.tsx'
import { SnapshotCard } from './snapshot-card.tsx'
import { text } from './text.ts'
import './snapshot.css'

export function SnapshotsPage(): JSX.Element {
  const session = useSession()
  const list = useSignal<readonly SnapshotFacts[] | null>(null)
  const problem = useSignal<Problem | null>(null)
  useEffect(() => {
    const load = async (): Promise<void> => {
      const answer = await session.api.look<{ readonly snapshots: readonly SnapshotFacts[] }>({
        method: 'GET',
        path: session.v1('/snapshots'),
      })
      if (answer.ok) list.value = answer.value.snapshots
      else problem.value = answer.problem
    }
    void load()
  }, [session, list, problem])
  return (
    <div class="snapshot-list-page">
      <h2>{text.snapshots}</h2>
      <p>{text.intro}</p>
      {session.isOwner && <TakeForm session={session} list={list} />}
      <ImportSnapshot />
      {problem.value !== null && <ProblemNotice problem={problem.value} />}
      {list.value === null ? problem.value === null && <p role="status">{text.loading}</p> : <List list={list.value} />}
    </div>
  )
}

function List({ list }: { readonly list: readonly SnapshotFacts[] }): JSX.Element {
  if (list.length === 0) return <p class="quiet">{text.none}</p>
  return (
    <ul class="snapshot-list" aria-label={text.list}>
      {list.map((snapshot) => (
        <SnapshotCard key={snapshot.hash} snapshot={snapshot} />
      ))}
    </ul>
  )
}

type TakeFormProps = { readonly session: SandboxSession; readonly list: Signal<readonly SnapshotFacts[] | null> }

function TakeForm({ session, list }: TakeFormProps): JSX.Element {
  const title = useSignal('')
  const isTaking = useSignal(false)
  const problem = useSignal<Problem | null>(null)
  const past = session.past.value
  const take = async (event: TargetedEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault()
    isTaking.value = true
    const body = {
      ...(title.value.trim() === '' ? {} : { title: title.value.trim() }),
      ...(past === null ? {} : { at_sequence: past.sequence }),
    }
    const made = await session.api.act<SnapshotFacts>({ method: 'POST', path: session.v1('/snapshots'), body })
    isTaking.value = false
    problem.value = made.ok ? null : made.problem
    if (!made.ok) return
    title.value = ''
    // The same moment taken twice is the same snapshot.
    list.value = [made.value, ...(list.value ?? []).filter(({ hash }) => hash !== made.value.hash)]
  }
  return (
    <form class="card snapshot-take" onSubmit={(event) => void take(event)}>
      <label class="field">
        {text.titleField}
        <input
          type="text"
          value={title.value}
          maxLength={MAX_SNAPSHOT_TITLE_CHARACTERS}
          onInput={(event) => (title.value = event.currentTarget.value)}
        />
        <span class="hint">{text.titleHint}</span>
      </label>
      <button type="submit" class="button" data-look="main" disabled={isTaking.value}>
        {isTaking.value ? text.taking : past === null ? text.take : text.takePast}
      </button>
      {problem.value !== null && <ProblemNotice problem={problem.value} />}
    </form>
  )
}
