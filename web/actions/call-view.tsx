// A call as curl, to read and to copy. The key stands in it only for those who ask for it.
import { signal } from '@preact/signals'
import type { JSX } from 'preact'
import type { ApiCall } from '../data/api.ts'
import { useSession } from '../sandbox/session-context.ts'
import { CopyButton } from '../ui/copy-button.tsx'
import { callCode } from './call-code.ts'
import { text } from './text.ts'

/** Of all calls on the page. It is not kept: each visit begins without the key. */
export const showsKey = signal(false)

export function CallView({ call }: { readonly call: ApiCall }): JSX.Element {
  const session = useSession()
  const code = callCode('curl', call, { origin: location.origin, key: showsKey.value ? session.api.key : null })
  return (
    <div class="call-view">
      <pre>
        <code>{code}</code>
      </pre>
      <CopyButton value={code} />
    </div>
  )
}

export function KeySwitch(): JSX.Element {
  return (
    <label class="row action-switch" title={text.keyHint}>
      <input type="checkbox" checked={showsKey.value} onChange={(event) => (showsKey.value = event.currentTarget.checked)} />
      {text.withMyKey}
    </label>
  )
}
