// The fields of the produce form that are more than one input: a key or a value with its kind, and the headers.
import type { JSX } from 'preact'
import { PAYLOAD_KINDS } from './produce-record.ts'
import type { Payload, PayloadKind, ProduceForm } from './produce-record.ts'
import { produceText as text } from './produce-text.ts'

type PayloadProps = {
  readonly title: string
  readonly payload: Payload
  readonly isWrong: boolean
  readonly rows: number
  readonly onChange: (payload: Payload) => void
}

export function PayloadField({ title, payload, isWrong, rows, onChange }: PayloadProps): JSX.Element {
  const names: Readonly<Record<PayloadKind, string>> = { none: text.kindNone, text: text.kindText, json: 'JSON', base64: 'Base64' }
  return (
    <div class="produce-payload">
      <label class="field">
        {text.kindOf(title)}
        <select value={payload.kind} onChange={(event) => onChange({ ...payload, kind: event.currentTarget.value as PayloadKind })}>
          {PAYLOAD_KINDS.map((kind) => (
            <option key={kind} value={kind}>
              {names[kind]}
            </option>
          ))}
        </select>
      </label>
      {payload.kind !== 'none' && (
        <label class="field">
          {title}
          <textarea
            class="mono"
            rows={rows}
            spellcheck={false}
            value={payload.data}
            aria-invalid={isWrong}
            onInput={(event) => onChange({ ...payload, data: event.currentTarget.value })}
          />
          {isWrong && <span class="produce-wrong">{payload.kind === 'json' ? text.notJson : text.notBase64}</span>}
        </label>
      )}
    </div>
  )
}

type Header = ProduceForm['headers'][number]
type HeaderProps = { readonly headers: readonly Header[]; readonly onChange: (headers: readonly Header[]) => void }

export function HeaderFields({ headers, onChange }: HeaderProps): JSX.Element {
  const replaced = (index: number, header: Header): Header[] => headers.map((one, at) => (at === index ? header : one))
  return (
    <fieldset class="produce-headers">
      <legend>{text.headers}</legend>
      {headers.map((header, index) => (
        <div key={index} class="row">
          <input
            class="input"
            aria-label={text.headerName(index + 1)}
            placeholder={text.headerName(index + 1)}
            value={header.name}
            onInput={(event) => onChange(replaced(index, { ...header, name: event.currentTarget.value }))}
          />
          <input
            class="input"
            aria-label={text.headerValue(index + 1)}
            placeholder={text.headerValue(index + 1)}
            value={header.text}
            onInput={(event) => onChange(replaced(index, { ...header, text: event.currentTarget.value }))}
          />
          <button
            type="button"
            class="button"
            data-look="plain"
            aria-label={text.removeHeader(index + 1)}
            onClick={() => onChange(headers.filter((_, at) => at !== index))}
          >
            ✕
          </button>
        </div>
      ))}
      <button type="button" class="button" onClick={() => onChange([...headers, { name: '', text: '' }])}>
        {text.addHeader}
      </button>
    </fieldset>
  )
}
