// A snapshot that cannot be opened: there is none, the engine is another, or the service has trouble.
import type { JSX } from 'preact'
import type { Problem } from '../data/api.ts'
import type { SnapshotFacts } from '../data/shapes.ts'
import { troubleOf } from '../trouble/trouble.ts'
import { TroublePage } from '../trouble/trouble-page.tsx'
import { text as troubleText } from '../trouble/text.ts'
import { DownloadLink, Facts } from './snapshot-facts.tsx'
import { text } from './text.ts'

type SnapshotTroubleProps = {
  readonly problem: Problem
  /** Null when not even its description could be had. */
  readonly snapshot: SnapshotFacts | null
}

export function SnapshotTrouble({ problem, snapshot }: SnapshotTroubleProps): JSX.Element {
  const [title, what] = wordsOf(problem)
  return (
    <TroublePage title={title} what={what} problem={problem}>
      {snapshot === null ? (
        <div class="row">
          <button type="button" class="button" onClick={() => location.reload()}>
            {troubleText.again}
          </button>
        </div>
      ) : (
        <>
          <p>{text.engineStill}</p>
          <div class="row">
            <DownloadLink snapshot={snapshot} />
          </div>
          <Facts snapshot={snapshot} />
        </>
      )}
    </TroublePage>
  )
}

function wordsOf(problem: Problem): readonly [title: string, what: string] {
  switch (troubleOf(problem).kind) {
    case 'engine':
      return [troubleText.engineTitle, text.engineOld]
    case 'gone':
      return [troubleText.snapshotGoneTitle, troubleText.snapshotGoneWhat]
    case 'quota':
      return [troubleText.quotaTitle, troubleText.quotaWhat]
    case 'offline':
      return [troubleText.offlineTitle, troubleText.offlineWhat]
    case 'server':
      return [troubleText.serverTitle, troubleText.serverWhat]
    default:
      return [troubleText.otherTitle, problem.detail]
  }
}
