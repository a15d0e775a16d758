// Above the stage: picture or table, how much detail, whose topics, and what the shapes mean.
import type { JSX } from 'preact'
import { search, setSearch } from '../app/location.ts'
import { useSession } from '../sandbox/session-context.ts'
import { Legend } from './legend.tsx'
import { DETAILS } from './model/detail.ts'
import type { Detail } from './model/detail.ts'
import { text } from './text.ts'

export type StageView = 'picture' | 'table'

export function stageView(): StageView {
  return search.value.get('view') === 'table' ? 'table' : 'picture'
}

export function toggleTable(): void {
  setSearch({ view: stageView() === 'table' ? null : 'table' })
}

export function StageBar(): JSX.Element {
  const session = useSession()
  const view = stageView()
  const past = session.past.value
  const showInternal = (): void => {
    session.showsInternal.value = !session.showsInternal.value
    if (past === null) session.refresh()
    else void session.lookAt(past.sequence)
  }
  return (
    <div class="stage-bar">
      <h2 class="visually-hidden">{text.stage}</h2>
      <div class="row" role="group" aria-label={text.view}>
        <button type="button" class="button" aria-pressed={view === 'picture'} onClick={() => setSearch({ view: null })}>
          {text.picture}
        </button>
        <button
          type="button"
          class="button"
          aria-pressed={view === 'table'}
          title={text.tableKey}
          onClick={() => setSearch({ view: 'table' })}
        >
          {text.table}
        </button>
      </div>
      {view === 'picture' && <DetailChoice />}
      <button type="button" class="button" aria-pressed={session.showsInternal.value} onClick={showInternal}>
        {text.internal}
      </button>
      {view === 'picture' && <Legend />}
      {past !== null && session.looksBack.value && (
        <p class="stage-past">
          <span aria-hidden="true">◷</span> {text.past(past.sequence)}
        </p>
      )}
    </div>
  )
}

const DETAIL_WORDS: Readonly<Record<Detail, 'detailTopics' | 'detailPartitions' | 'detailRecords'>> = {
  topics: 'detailTopics',
  partitions: 'detailPartitions',
  records: 'detailRecords',
}

function DetailChoice(): JSX.Element {
  const chosen = search.value.get('detail') ?? ''
  return (
    <label class="stage-choice">
      <span>{text.detail}</span>
      <select class="input" value={chosen} onChange={(event) => setSearch({ detail: event.currentTarget.value })}>
        <option value="">{text.detailAuto}</option>
        {DETAILS.map((detail) => (
          <option key={detail} value={detail}>
            {text[DETAIL_WORDS[detail]]}
          </option>
        ))}
      </select>
    </label>
  )
}
