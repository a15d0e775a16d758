// A link to a sandbox without its key, in a browser that does not know it.
import type { JSX } from 'preact'
import { PasteKey } from './paste-key.tsx'
import { text } from './text.ts'
import { TroublePage } from './trouble-page.tsx'

export function NoKey(): JSX.Element {
  return (
    <TroublePage title={text.noKeyTitle} what={text.noKeyWhat} problem={null}>
      <PasteKey />
    </TroublePage>
  )
}
