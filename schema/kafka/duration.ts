// ISO 8601 durations in days, hours, minutes and seconds, as java.time.Duration reads them: what --by-duration of Kafka's tools takes.

const DURATION = /^([-+]?)P(?:([-+]?\d+)D)?(?:T(?:([-+]?\d+)H)?(?:([-+]?\d+)M)?(?:([-+]?\d+)(?:[.,](\d{0,9}))?S)?)?$/i

/** Milliseconds of a duration such as `P1DT2H`; null for anything else, months and years too: how long those are depends on when they begin. */
export function parseDuration(text: string): number | null {
  const match = DURATION.exec(text)
  if (match === null || /[PT]$/i.test(text)) return null
  const [, sign, days = '0', hours = '0', minutes = '0', seconds = '0', fraction = ''] = match
  const fractionMs = Number(fraction.slice(0, 3).padEnd(3, '0'))
  const secondsMs = Number(seconds) * 1_000 + (seconds.startsWith('-') ? -fractionMs : fractionMs)
  const durationMs = ((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60_000 + secondsMs
  return Number.isSafeInteger(durationMs) ? (sign === '-' ? 0 - durationMs : durationMs) : null
}
