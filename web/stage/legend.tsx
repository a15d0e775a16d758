// What the shapes on the stage mean.
import type { JSX, TargetedKeyboardEvent } from 'preact'
import type { MotionKind } from './motion/motions-of.ts'
import { STANDING_GLYPHS } from './replica-cell.tsx'
import { text } from './text.ts'

const MOTIONS = {
  produce: ['●', 'legendProduce'],
  replicate: ['■', 'legendReplicate'],
  fetch: ['▶', 'legendFetch'],
  answer: ['○', 'legendAnswer'],
  commit: ['◆', 'legendCommit'],
  marker: ['◆', 'legendMarker'],
} as const satisfies Record<MotionKind, readonly [string, string]>

const CELLS = [
  ['committed', 'cellCommitted'],
  ['open', 'cellOpen'],
  ['uncommitted', 'cellUncommitted'],
  ['missing', 'cellMissing'],
  ['cut', 'cellCut'],
] as const

const MARKS = [
  ['LEO', 'legendLeo'],
  ['HW', 'legendHw'],
  ['LSO', 'legendLso'],
] as const

/** The key is used up by it: whatever else it would close stays open. */
function closeOnEscape(event: TargetedKeyboardEvent<HTMLDetailsElement>): void {
  if (event.key !== 'Escape' || !event.currentTarget.open) return
  event.preventDefault()
  event.currentTarget.open = false
  event.currentTarget.querySelector('summary')?.focus()
}

export function Legend(): JSX.Element {
  return (
    <details class="stage-legend" onKeyDown={closeOnEscape}>
      <summary class="button">{text.legend}</summary>
      <div class="stage-legend-sheet card">
        <ul>
          {(['leader', 'follower', 'outOfSync'] as const).map((standing) => (
            <li key={standing} data-standing={standing}>
              <span class="grid-glyph" aria-hidden="true">
                {STANDING_GLYPHS[standing]}
              </span>
              {text[standing]}
            </li>
          ))}
          {CELLS.map(([kind, word]) => (
            <li key={kind}>
              <span class="grid-strip" aria-hidden="true">
                <span class="grid-run stage-legend-run" data-kind={kind} />
              </span>
              {text[word]}
            </li>
          ))}
        </ul>
        <ul>
          {MARKS.map(([name, word]) => (
            <li key={name}>
              <span class="stage-legend-mark" aria-hidden="true">
                <span class="grid-mark" data-names={name} />
              </span>
              {text[word]}
            </li>
          ))}
        </ul>
        <ul>
          {Object.entries(MOTIONS).map(([kind, [glyph, word]]) => (
            <li key={kind}>
              <span class="stage-legend-motion" data-kind={kind} aria-hidden="true">
                {glyph}
              </span>
              {text[word]}
            </li>
          ))}
          <li>
            <span class="stage-legend-motion" data-kind="lost" aria-hidden="true">
              ×
            </span>
            {text.legendLost}
          </li>
        </ul>
      </div>
    </details>
  )
}
