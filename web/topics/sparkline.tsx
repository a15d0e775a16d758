// A line of the last minute. The number beside it says what it says; the line is for the eye alone.
import type { JSX } from 'preact'
import { KEPT_SAMPLES } from './rate-history.ts'

const WIDTH = 80
const HEIGHT = 20

export function Sparkline({ values }: { readonly values: readonly number[] }): JSX.Element {
  const highest = Math.max(1, ...values)
  const step = WIDTH / (KEPT_SAMPLES - 1)
  const first = WIDTH - (values.length - 1) * step
  const points = values.map(
    (value, index) => `${(first + index * step).toFixed(1)},${(HEIGHT - 1 - (value / highest) * (HEIGHT - 2)).toFixed(1)}`,
  )
  return (
    <svg class="topics-sparkline" width={WIDTH} height={HEIGHT} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true">
      <polyline points={points.join(' ')} fill="none" stroke="currentColor" stroke-width="1.5" />
    </svg>
  )
}
