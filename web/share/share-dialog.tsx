// Sharing: three kinds of links, which people confuse everywhere else, so each says what whoever gets it can do.
import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import type { Problem } from '../data/api.ts'
import { isOwnerKey, lookKeyOf, rememberKey } from '../data/keys.ts'
import type { SandboxSession } from '../data/session.ts'
import type { SnapshotFacts } from '../data/shapes.ts'
import { Dialog } from '../ui/dialog.tsx'
import { ProblemNotice } from '../ui/problem-notice.tsx'
import { liveLink, snapshotLink } from './links.ts'
import { SharedLink } from './shared-link.tsx'
import { text } from './text.ts'
import './share.css'

type ShareDialogProps = { readonly session: SandboxSession; readonly onClose: () => void }

export function ShareDialog({ session, onClose }: ShareDialogProps): JSX.Element {
  return (
    <Dialog title={text.title} onClose={onClose}>
      <LookLink session={session} />
      <SnapshotLink session={session} />
      {session.api.key !== null && isOwnerKey(session.api.key) && (
        <section class="share-kind">
          <h3>{text.control}</h3>
          <p class="notice" data-tone="warn">
            {text.controlWarning}
          </p>
          <SharedLink link={liveLink(session.sandboxId, session.api.key)} name={text.control} isSecret />
        </section>
      )}
    </Dialog>
  )
}

/** The key that only looks was kept when the sandbox was made here; else its owner makes one now. */
function LookLink({ session }: { readonly session: SandboxSession }): JSX.Element {
  const { sandboxId, isOwner, api } = session
  const key = useSignal(isOwner ? lookKeyOf(sandboxId) : api.key)
  const problem = useSignal<Problem | null>(null)
  const make = async (): Promise<void> => {
    const body = { name: 'shared from the page', scopes: ['observe'] }
    const made = await api.act<{ readonly key: string }>({ method: 'POST', path: session.v1('/keys'), body })
    problem.value = made.ok ? null : made.problem
    if (!made.ok) return
    rememberKey(sandboxId, made.value.key)
    key.value = made.value.key
  }
  return (
    <section class="share-kind">
      <h3>{text.look}</h3>
      <p>{text.lookWhat}</p>
      {key.value === null ? (
        <button type="button" class="button" onClick={() => void make()}>
          {text.makeLook}
        </button>
      ) : (
        <SharedLink link={liveLink(sandboxId, key.value)} name={text.look} />
      )}
      {problem.value !== null && <ProblemNotice problem={problem.value} />}
    </section>
  )
}

/** Of the moment that is looked at: the past where somebody looks back. */
function SnapshotLink({ session }: { readonly session: SandboxSession }): JSX.Element {
  const taken = useSignal<SnapshotFacts | null>(null)
  const problem = useSignal<Problem | null>(null)
  const isTaking = useSignal(false)
  const past = session.past.value
  const take = async (): Promise<void> => {
    isTaking.value = true
    const body = past === null ? {} : { at_sequence: past.sequence }
    const made = await session.api.act<SnapshotFacts>({ method: 'POST', path: session.v1('/snapshots'), body })
    isTaking.value = false
    problem.value = made.ok ? null : made.problem
    if (made.ok) taken.value = made.value
  }
  return (
    <section class="share-kind">
      <h3>{text.snapshot}</h3>
      <p>{text.snapshotWhat}</p>
      {taken.value !== null ? (
        <SharedLink link={snapshotLink(taken.value.hash)} name={text.snapshot} />
      ) : session.isOwner ? (
        <button type="button" class="button" disabled={isTaking.value} onClick={() => void take()}>
          {isTaking.value ? text.taking : past === null ? text.take : text.takePast}
        </button>
      ) : (
        <p class="quiet">{text.snapshotOwner}</p>
      )}
      {problem.value !== null && <ProblemNotice problem={problem.value} />}
    </section>
  )
}
