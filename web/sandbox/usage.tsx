// What the sandbox uses of what it may: the stored bytes in sight, the rest one click away.
import type { JSX } from 'preact'
import { MAX_APPS, MAX_BROKERS, MAX_STORED_BYTES, MAX_TOPICS } from '../../schema/limits.ts'
import { formatBytes, formatNumber } from '../i18n/format.ts'
import { useSession } from './session-context.ts'
import { text } from './text.ts'

/** From here on the limit is near enough to be pointed out. */
const NEAR = 0.8

export function Usage(): JSX.Element | null {
  const session = useSession()
  const state = session.state.value
  if (state === null) return null
  const isNear = state.stored_bytes >= MAX_STORED_BYTES * NEAR
  return (
    <>
      <button
        type="button"
        class="badge sandbox-usage"
        data-tone={isNear ? 'warn' : undefined}
        popoverTarget="sandbox-usage"
        title={text.usage}
      >
        {isNear && <span aria-hidden="true">⚠</span>} {text.stored(formatBytes(state.stored_bytes), formatBytes(MAX_STORED_BYTES))}
      </button>
      <div id="sandbox-usage" popover="auto" class="card sandbox-usage-box">
        <h2>{text.usage}</h2>
        <Meter label={text.storedBytes} value={state.stored_bytes} max={MAX_STORED_BYTES} format={formatBytes} />
        <Meter label={text.topics} value={state.topics.length} max={MAX_TOPICS} format={formatNumber} />
        <Meter label={text.brokers} value={state.brokers.length} max={MAX_BROKERS} format={formatNumber} />
        <Meter label={text.apps} value={session.apps.value.length} max={MAX_APPS} format={formatNumber} />
        <p class="quiet">{text.usageHint}</p>
      </div>
    </>
  )
}

type MeterProps = { readonly label: string; readonly value: number; readonly max: number; readonly format: (value: number) => string }

function Meter({ label, value, max, format }: MeterProps): JSX.Element {
  return (
    <label class="sandbox-meter">
      <span>{label}</span>
      <span class="number">{text.of(format(value), format(max))}</span>
      <meter min={0} max={max} high={max * NEAR} value={value} />
    </label>
  )
}
