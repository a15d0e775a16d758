// One snapshot in the list of a sandbox, with what can be done with it.
import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { hrefOf } from '../app/location.ts'
import type { Problem } from '../data/api.ts'
import type { SnapshotFacts } from '../data/shapes.ts'
import { formatBytes, formatDate } from '../i18n/format.ts'
import { useSession } from '../sandbox/session-context.ts'
import { ForkButton } from '../share/fork-button.tsx'
import { snapshotLink } from '../share/links.ts'
import { CopyButton } from '../ui/copy-button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { ProblemNotice } from '../ui/problem-notice.tsx'
import { contentOf, DownloadLink, forkCall } from './snapshot-facts.tsx'
import { text } from './text.ts'

export function SnapshotCard({ snapshot }: { readonly snapshot: SnapshotFacts }): JSX.Element {
  const session = useSession()
  const isRestoring = useSignal(false)
  const title = snapshot.title === '' ? text.untitled : snapshot.title
  return (
    <li class="card stack">
      <div class="row">
        <h3>
          <a href={hrefOf({ page: 'snapshot', hash: snapshot.hash, sub: { view: 'stage' } })}>{title}</a>
        </h3>
        {snapshot.is_archive && <span class="badge">{text.archive}</span>}
        {!snapshot.is_replayable && (
          <span class="badge" data-tone="warn">
            ⚠ {text.notReplayable}
          </span>
        )}
      </div>
      <p class="quiet">
        {formatDate(Date.parse(snapshot.taken_at))} · {contentOf(snapshot)} · {formatBytes(snapshot.size_bytes)}
      </p>
      <div class="row">
        <CopyButton value={snapshotLink(snapshot.hash)} label={text.copyLink} />
        <ForkButton call={forkCall(snapshot)} accessKey={null} label={text.fork} />
        <DownloadLink snapshot={snapshot} />
        {session.isOwner && (
          <button type="button" class="button" data-look="danger" onClick={() => (isRestoring.value = true)}>
            {text.restore}
          </button>
        )}
      </div>
      {isRestoring.value && <RestoreDialog hash={snapshot.hash} title={title} onClose={() => (isRestoring.value = false)} />}
    </li>
  )
}

type RestoreDialogProps = { readonly hash: string; readonly title: string; readonly onClose: () => void }

/** What is restored loads the page's session anew by itself: its socket is told. */
function RestoreDialog({ hash, title, onClose }: RestoreDialogProps): JSX.Element {
  const session = useSession()
  const problem = useSignal<Problem | null>(null)
  const isAsking = useSignal(false)
  const restore = async (): Promise<void> => {
    isAsking.value = true
    const answer = await session.api.act({ method: 'POST', path: session.v1(':restore'), body: { hash } })
    isAsking.value = false
    if (answer.ok) onClose()
    else problem.value = answer.problem
  }
  return (
    <Dialog title={text.restoreTitle} onClose={onClose}>
      <p>{text.restoreWhat(title)}</p>
      <p class="quiet">{text.restoreHint}</p>
      <div class="row">
        <button type="button" class="button" data-look="danger" disabled={isAsking.value} onClick={() => void restore()}>
          {text.restoreNow}
        </button>
        <button type="button" class="button" onClick={onClose}>
          {text.cancel}
        </button>
      </div>
      {problem.value !== null && <ProblemNotice problem={problem.value} />}
    </Dialog>
  )
}
