import type { JSX } from 'preact'
import type { SandboxSession } from '../data/session.ts'

export function ShareDialog(_props: { readonly session: SandboxSession; readonly onClose: () => void }): JSX.Element {
  return <></>
}
