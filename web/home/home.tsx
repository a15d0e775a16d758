// The home page: what this is, the button that starts a sandbox, the same as one line for a terminal, and what can be done with it.
import type { JSX } from 'preact'
import { RecentSandboxes } from '../start/recent-sandboxes.tsx'
import { StartButton } from '../start/start-button.tsx'
import { CopyButton } from '../ui/copy-button.tsx'
import { ClusterPicture } from './cluster-picture.tsx'
import { text } from './text.ts'
import './home.css'

export function Home(): JSX.Element {
  const curl = `curl -X POST ${location.origin}/v1/sandboxes`
  return (
    <div class="home">
      <section class="home-hero">
        <div class="stack">
          <h1>{text.sentence}</h1>
          <StartButton />
          <p class="quiet">{text.terms}</p>
          <div class="home-curl">
            <span class="quiet">{text.orByCurl}</span>
            <div class="home-curl-line">
              <code>{curl}</code>
              <CopyButton value={curl} label={text.copyCurl} />
            </div>
          </div>
        </div>
        <ClusterPicture />
      </section>
      <RecentSandboxes />
      <section class="home-section" aria-labelledby="home-uses">
        <h2 id="home-uses">{text.uses}</h2>
        <div class="home-columns">
          <Use title={text.breakTitle} points={[text.break1, text.break2, text.break3]} />
          <Use title={text.shareTitle} points={[text.share1, text.share2, text.share3]} />
          <Use title={text.callTitle} points={[text.call1, text.call2, text.call3]} />
        </div>
      </section>
      <section class="home-section" aria-labelledby="home-honest">
        <h2 id="home-honest">{text.honest}</h2>
        <dl class="home-honest">
          <dt>{text.real}</dt>
          <dd>{text.realIs}</dd>
          <dt>{text.simplified}</dt>
          <dd>{text.simplifiedIs}</dd>
          <dt>{text.missing}</dt>
          <dd>{text.missingIs}</dd>
        </dl>
        <p class="quiet">
          {text.fidelity}{' '}
          <a href="/openapi.json" target="_blank" rel="noopener">
            {text.openapi}
          </a>
        </p>
      </section>
    </div>
  )
}

function Use({ title, points }: { readonly title: string; readonly points: readonly string[] }): JSX.Element {
  return (
    <section class="card stack">
      <h3>{title}</h3>
      <ul>
        {points.map((point) => (
          <li key={point}>{point}</li>
        ))}
      </ul>
    </section>
  )
}
