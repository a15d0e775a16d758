// What is done with a sandbox as a whole: it is shared, and it is forked. Each has a key, and its button says so.
import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { registerShortcut } from '../actions/shortcuts.ts'
import { lazy } from '../app/lazy.tsx'
import { text as shareText } from '../share/text.ts'
import { useFork } from '../share/use-fork.ts'
import { ProblemNotice } from '../ui/problem-notice.tsx'
import { useSession } from './session-context.ts'
import { text } from './text.ts'

const ShareDialog = lazy(() => import('../share/share-dialog.tsx').then((module) => module.ShareDialog))

const SHARE_KEY = 'l'
const FORK_KEY = 'f'

export function SandboxDoing(): JSX.Element {
  const session = useSession()
  const isSharing = useSignal(false)
  const share = (): void => {
    isSharing.value = true
  }
  useShortcut(SHARE_KEY, () => text.shareKey, share)
  return (
    <div class="sandbox-doing">
      <button type="button" class="button" aria-keyshortcuts={SHARE_KEY} title={`${text.shareKey} (${SHARE_KEY})`} onClick={share}>
        {text.share}
      </button>
      {session.isOwner && <Fork />}
      {isSharing.value && <ShareDialog session={session} onClose={() => (isSharing.value = false)} />}
    </div>
  )
}

/** Of the moment that is shown: the past where somebody looks back. */
function Fork(): JSX.Element {
  const session = useSession()
  const past = session.past.value
  const body = past === null ? {} : { at_sequence: past.sequence }
  const { run, isForking, problem } = useFork({ method: 'POST', path: session.v1(':fork'), body }, session.api.key)
  useShortcut(
    FORK_KEY,
    () => text.forkKey,
    () => void run(),
  )
  return (
    <>
      <button
        type="button"
        class="button"
        disabled={isForking}
        aria-keyshortcuts={FORK_KEY}
        title={`${text.forkKey} (${FORK_KEY})`}
        onClick={() => void run()}
      >
        {isForking ? shareText.forking : past === null ? text.fork : text.forkPast}
      </button>
      {problem !== null && <ProblemNotice problem={problem} />}
    </>
  )
}

/** The key does what its button would do now, without being registered again with each change. */
function useShortcut(key: string, label: () => string, run: () => void): void {
  const latest = useRef({ label, run })
  latest.current = { label, run }
  useEffect(() => registerShortcut({ key, label: () => latest.current.label(), run: () => latest.current.run() }), [key])
}
