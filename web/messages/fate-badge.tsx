// The fate of a record as a sign and a word, so that nobody needs the colour.
import type { JSX } from 'preact'
import type { Fate } from './fates.ts'
import { fates, fateWhys } from './text.ts'

const SIGNS: Readonly<Record<Fate, readonly [sign: string, tone: 'good' | 'warn' | 'bad' | undefined]>> = {
  committed: ['✓', 'good'],
  uncommitted: ['◌', 'warn'],
  open: ['◐', 'warn'],
  aborted: ['✕', 'bad'],
  control: ['⚑', undefined],
  deleted: ['⌫', undefined],
  compacted: ['≡', undefined],
  lost: ['✖', 'bad'],
  neverStored: ['✖', 'bad'],
  duplicateDropped: ['⧉', undefined],
}

export function FateBadge({ fate }: { readonly fate: Fate | null }): JSX.Element | null {
  if (fate === null) return null
  const [sign, tone] = SIGNS[fate]
  return (
    <span class="badge messages-fate" data-tone={tone} data-fate={fate} title={fateWhys[fate]}>
      <span aria-hidden="true">{sign}</span> <span class="messages-fate-word">{fates[fate]}</span>
    </span>
  )
}
