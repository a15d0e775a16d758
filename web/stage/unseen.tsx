// Facts that the picture shows by other means than words, for those who do not see it. They follow what is written, so that what is seen is
// always a part of a thing's name.
import type { JSX } from 'preact'

export function Unseen({ facts }: { readonly facts: readonly string[] }): JSX.Element | null {
  return facts.length === 0 ? null : <span class="visually-hidden"> {facts.join(', ')}. </span>
}
