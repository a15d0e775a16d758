// A sandbox that cannot be opened (any more): why, and what to do instead.
import type { JSX } from 'preact'
import { hrefOf } from '../app/location.ts'
import type { Problem } from '../data/api.ts'
import { formatDate } from '../i18n/format.ts'
import { ForkButton } from '../share/fork-button.tsx'
import { PasteKey } from './paste-key.tsx'
import { text } from './text.ts'
import { TroublePage } from './trouble-page.tsx'
import { troubleOf } from './trouble.ts'
import type { Trouble } from './trouble.ts'

export function Ended({ problem }: { readonly problem: Problem }): JSX.Element {
  const trouble = troubleOf(problem)
  const [title, what] = wordsOf(trouble)
  return (
    <TroublePage title={title} what={what} problem={problem}>
      <Help trouble={trouble} detail={problem.detail} />
    </TroublePage>
  )
}

function wordsOf(trouble: Trouble): readonly [title: string, what: string] {
  switch (trouble.kind) {
    case 'key':
      return [text.keyTitle, text.keyWhat]
    case 'forbidden':
      return [text.forbiddenTitle, text.forbiddenWhat]
    case 'gone':
      return [text.goneTitle, text.goneWhat]
    case 'archived':
      return [text.archivedTitle, trouble.archivedMs === null ? text.archivedWhat : text.archivedAt(formatDate(trouble.archivedMs))]
    case 'quota':
      return [text.quotaTitle, text.quotaWhat]
    case 'engine':
      return [text.engineTitle, text.engineWhat]
    case 'offline':
      return [text.offlineTitle, text.offlineWhat]
    case 'server':
      return [text.serverTitle, text.serverWhat]
    case 'other':
      return [text.otherTitle, text.otherWhat]
  }
}

function Help({ trouble, detail }: { readonly trouble: Trouble; readonly detail: string }): JSX.Element | null {
  switch (trouble.kind) {
    case 'key':
    case 'forbidden':
    case 'gone':
      return <PasteKey />
    case 'archived':
      return trouble.hash === null ? null : <Archive hash={trouble.hash} />
    case 'other':
      return <p class="notice">{detail}</p>
    default:
      return null
  }
}

function Archive({ hash }: { readonly hash: string }): JSX.Element {
  return (
    <div class="row">
      <ForkButton
        call={{ method: 'POST', path: `/v1/snapshots/${hash}:fork`, body: {} }}
        accessKey={null}
        look="main"
        label={text.forkArchive}
      />
      <a class="button" href={hrefOf({ page: 'snapshot', hash, sub: { view: 'stage' } })}>
        {text.seeArchive}
      </a>
    </div>
  )
}
