// A field for a key or a whole link. Either says which sandbox it is for, and that one is opened.
import { useSignal } from '@preact/signals'
import type { JSX, TargetedEvent } from 'preact'
import { hrefOf } from '../app/location.ts'
import { rememberKey } from '../data/keys.ts'
import { parsePasted } from './pasted-key.ts'
import { text } from './text.ts'

export function PasteKey(): JSX.Element {
  const pasted = useSignal('')
  const isRefused = useSignal(false)
  const onSubmit = (event: TargetedEvent<HTMLFormElement>): void => {
    event.preventDefault()
    const found = parsePasted(pasted.value)
    isRefused.value = found === null
    if (found === null) return
    rememberKey(found.sandboxId, found.key)
    // A fresh start of the page: whatever was tried with another key is over.
    location.assign(hrefOf({ page: 'sandbox', sandboxId: found.sandboxId, sub: { view: 'stage' } }))
  }
  return (
    <form class="trouble-paste" onSubmit={onSubmit}>
      <label class="field">
        {text.paste}
        <input
          class="mono"
          type="text"
          autocomplete="off"
          spellcheck={false}
          required
          aria-invalid={isRefused.value}
          aria-describedby="trouble-paste-refused"
          value={pasted.value}
          onInput={(event) => (pasted.value = event.currentTarget.value)}
        />
      </label>
      <button type="submit" class="button" data-look="main">
        {text.open}
      </button>
      <p id="trouble-paste-refused" role="alert">
        {isRefused.value ? text.notAKey : ''}
      </p>
    </form>
  )
}
