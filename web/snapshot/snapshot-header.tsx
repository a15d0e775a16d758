// What stands above the pages of a snapshot: what it is called, that it is one, and how to go on from it.
import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import type { SandboxPage as Sub } from '../app/route.ts'
import type { SnapshotFacts } from '../data/shapes.ts'
import { SandboxTabs } from '../sandbox/sandbox-tabs.tsx'
import { ForkButton } from '../share/fork-button.tsx'
import { snapshotLink } from '../share/links.ts'
import { SharedLink } from '../share/shared-link.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { DownloadLink, Facts, forkCall } from './snapshot-facts.tsx'
import { text } from './text.ts'
import '../share/share.css'

export function SnapshotHeader({ snapshot, sub }: { readonly snapshot: SnapshotFacts; readonly sub: Sub }): JSX.Element {
  const isAsked = useSignal(false)
  const title = snapshot.title === '' ? text.untitled : snapshot.title
  return (
    <div class="sandbox-header">
      <div class="sandbox-title">
        <div class="sandbox-name">
          <h1>{title}</h1>
        </div>
        <span class="badge" title={text.snapshotHint}>
          <span aria-hidden="true">❄</span> {text.snapshot}
        </span>
        {!snapshot.is_replayable && (
          <span class="badge" data-tone="warn" title={text.lastMomentHint}>
            <span aria-hidden="true">⚠</span> {text.lastMoment}
          </span>
        )}
        <div class="sandbox-doing">
          <ForkButton call={forkCall(snapshot)} accessKey={null} look="main" label={text.fork} />
          <button type="button" class="button" onClick={() => (isAsked.value = true)}>
            {text.about}
          </button>
        </div>
      </div>
      <SandboxTabs sub={sub} />
      {isAsked.value && (
        <Dialog title={text.about} onClose={() => (isAsked.value = false)}>
          <p>{text.snapshotHint}</p>
          {!snapshot.is_replayable && (
            <p class="notice" data-tone="warn">
              {text.lastMomentHint}
            </p>
          )}
          <SharedLink link={snapshotLink(snapshot.hash)} name={text.copyLink} />
          <Facts snapshot={snapshot} />
          <div class="row">
            <DownloadLink snapshot={snapshot} />
          </div>
        </Dialog>
      )}
    </div>
  )
}
