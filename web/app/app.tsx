// The frame around every page, and which page is shown.
import type { JSX } from 'preact'
import { language } from '../i18n/language.ts'
import { lazy } from './lazy.tsx'
import { address } from './location.ts'
import { text } from './text.ts'
import { TopBar } from './top-bar.tsx'
import { useTitle } from './use-title.ts'

const Home = lazy(() => import('../home/home.tsx').then((module) => module.Home))
const SandboxPage = lazy(() => import('../sandbox/sandbox-page.tsx').then((module) => module.SandboxPage))
const SnapshotPage = lazy(() => import('../snapshot/snapshot-page.tsx').then((module) => module.SnapshotPage))
const UnknownPage = lazy(() => import('../trouble/unknown-page.tsx').then((module) => module.UnknownPage))

export function App(): JSX.Element {
  useTitle(null)
  return (
    <>
      <a class="skip-link" href="#content">
        {text.skip}
      </a>
      <TopBar />
      <main id="content" tabIndex={-1} lang={language.value}>
        <Page />
      </main>
    </>
  )
}

function Page(): JSX.Element {
  const { route } = address.value
  switch (route.page) {
    case 'home':
      return <Home />
    case 'sandbox':
      // A key makes another sandbox another component, with a session of its own.
      return <SandboxPage key={route.sandboxId} sandboxId={route.sandboxId} sub={route.sub} />
    case 'snapshot':
      return <SnapshotPage key={route.hash} hash={route.hash} sub={route.sub} />
    case 'unknown':
      return <UnknownPage />
  }
}
