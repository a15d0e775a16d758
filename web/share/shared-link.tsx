// A link to pass on: to copy, and as a QR code for the phones in the room.
import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { CopyButton } from '../ui/copy-button.tsx'
import { QrPicture } from './qr/qr-picture.tsx'
import { text } from './text.ts'

type SharedLinkProps = {
  readonly link: string
  readonly name: string
  /** Not to be read over somebody's shoulder: it is copied without being shown. */
  readonly isSecret?: boolean
}

export function SharedLink({ link, name, isSecret = false }: SharedLinkProps): JSX.Element {
  const showsCode = useSignal(false)
  return (
    <>
      <div class="share-link">
        <input
          class="input mono"
          type="text"
          readOnly
          aria-label={name}
          value={isSecret ? link.replace(/#k=.*/, '#k=…') : link}
          onFocus={(event) => event.currentTarget.select()}
        />
        <CopyButton value={link} label={text.copy} />
        <button type="button" class="button" aria-expanded={showsCode.value} onClick={() => (showsCode.value = !showsCode.value)}>
          {text.qr}
        </button>
      </div>
      {showsCode.value && <QrPicture value={link} label={text.qrOf(name)} />}
    </>
  )
}
