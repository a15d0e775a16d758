// The session of the sandbox that is shown, for every part of its pages.
import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import type { SandboxSession } from '../data/session.ts'

export const SessionContext = createContext<SandboxSession | null>(null)

export function useSession(): SandboxSession {
  const session = useContext(SessionContext)
  if (session === null) throw new Error('Parts of a sandbox are shown inside of its page.')
  return session
}
