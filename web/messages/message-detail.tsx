// One message, whole: its fate and why, its key, value and headers in the form that somebody wants to read, and the batch it lies in.
import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { callCode } from '../actions/call-code.ts'
import { sandboxHref } from '../app/location.ts'
import { formatDate, formatTime } from '../i18n/format.ts'
import { useSession } from '../sandbox/session-context.ts'
import { CopyButton } from '../ui/copy-button.tsx'
import { BatchView } from './batch-view.tsx'
import { FateBadge } from './fate-badge.tsx'
import { recordsPath } from './choice.ts'
import type { Fates } from './fates.ts'
import type { Message, ReadRecord, Side } from './message.ts'
import { bytesOf, bytesOfBase64, shownPayload } from './payload.ts'
import type { PayloadView } from './payload.ts'
import { fateWhys, text } from './text.ts'

const VIEWS: readonly PayloadView[] = ['pretty', 'text', 'hex']

type DetailProps = { readonly topic: string; readonly message: Message; readonly fates: Fates; readonly onClose: () => void }

export function MessageDetail({ topic, message, fates, onClose }: DetailProps): JSX.Element {
  const session = useSession()
  const section = useRef<HTMLElement>(null)
  // On a narrow screen it stands below the list, where nobody would see that it came.
  useEffect(() => section.current?.scrollIntoView({ block: 'nearest' }), [message])
  const { partition, offset, timeMs } = message
  // Reading it draws the fate again when it is known, or another.
  const fate = fates.version.value >= 0 ? fates.of(message) : null
  const query = session.kind === 'snapshot' ? `partition=${partition}&` : ''
  const path = session.v3(`${recordsPath(topic, partition, session.kind)}?${query}offset=${offset}&count=1`)
  return (
    <section
      ref={section}
      class="card messages-detail"
      aria-label={`${topic}-${partition} @ ${offset}`}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onClose()
      }}
    >
      <div class="row">
        <h2 class="messages-place">
          {topic}-{partition} @ {offset}
        </h2>
        <button type="button" class="button" data-look="plain" aria-label={text.close} onClick={onClose}>
          ✕
        </button>
      </div>
      <div class="row">
        <FateBadge fate={fate} />
        {fate !== null && <span class="quiet">{fateWhys[fate]}</span>}
      </div>
      <div class="row">
        <CopyButton label={text.copyCurl} value={callCode('curl', { method: 'GET', path }, { origin: location.origin, key: null })} />
        <a
          class="button"
          href={sandboxHref(session.sandboxId, { view: 'stage' })}
          onClick={() => {
            session.selection.value = { kind: 'partition', topic, partition }
          }}
        >
          {text.onStage}
        </a>
      </div>
      {timeMs !== null && (
        <p>
          {text.time}: {formatDate(timeMs)} · <span class="mono">{formatTime(timeMs)}</span>
          {message.kind === 'record' && <span class="quiet"> · {message.record.timestamp_type}</span>}
        </p>
      )}
      {message.kind === 'record' && <Record record={message.record} />}
      {session.kind === 'sandbox' && (
        <BatchView key={`${topic}-${partition}-${offset}`} topic={topic} partition={partition} offset={offset} />
      )}
    </section>
  )
}

function Record({ record }: { readonly record: ReadRecord }): JSX.Element {
  const view = useSignal<PayloadView>('pretty')
  const names = { pretty: text.pretty, text: text.plain, hex: text.hex }
  return (
    <>
      <div class="row" role="group" aria-label={text.view}>
        {VIEWS.map((one) => (
          <button
            key={one}
            type="button"
            class="button"
            aria-pressed={view.value === one}
            onClick={() => {
              view.value = one
            }}
          >
            {names[one]}
          </button>
        ))}
      </div>
      <Payload title={text.key} side={record.key} ifNull={text.none} view={view.value} />
      <Payload title={text.value} side={record.value} ifNull={text.tombstone} view={view.value} />
      <Headers headers={record.headers} />
    </>
  )
}

type PayloadProps = { readonly title: string; readonly side: Side | null; readonly ifNull: string; readonly view: PayloadView }

function Payload({ title, side, ifNull, view }: PayloadProps): JSX.Element {
  if (side === null) {
    return (
      <div>
        <h3>{title}</h3>
        <p class="quiet mono">{ifNull}</p>
      </div>
    )
  }
  const { text: shown, isCut } = shownPayload(side, view)
  return (
    <div>
      <h3>
        {title} <span class="quiet">{text.bytes(bytesOf(side).length)}</span>
      </h3>
      <pre data-view={view} tabIndex={0} aria-label={title}>
        {shown}
      </pre>
      {isCut && <p class="quiet">{text.cut}</p>}
    </div>
  )
}

function Headers({ headers }: Pick<ReadRecord, 'headers'>): JSX.Element {
  if (headers.length === 0) return <p class="quiet">{text.noHeaders}</p>
  return (
    <div class="table-box">
      <table>
        <caption class="visually-hidden">{text.headers}</caption>
        <thead>
          <tr>
            <th scope="col">{text.name}</th>
            <th scope="col">{text.value}</th>
          </tr>
        </thead>
        <tbody>
          {headers.map(({ name, value }, index) => (
            <tr key={index}>
              <td class="mono">{name}</td>
              <td class="mono">{value === null ? text.none : new TextDecoder().decode(bytesOfBase64(value))}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
