// An address that names no page.
import type { JSX } from 'preact'
import { text } from './text.ts'
import { TroublePage } from './trouble-page.tsx'

export function UnknownPage(): JSX.Element {
  return <TroublePage title={text.unknownTitle} what={text.unknownWhat} problem={null} />
}
