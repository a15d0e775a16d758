// A QR code as a picture: one path of dark squares on white, in every theme, because readers want dark on light.
import type { JSX } from 'preact'
import { qrCodeOf } from './qr-code.ts'

/** The light margin that readers need, in modules. */
const MARGIN = 4

/** Nothing for a text that is too long. */
export function QrPicture({ value, label }: { readonly value: string; readonly label: string }): JSX.Element | null {
  const code = qrCodeOf(value)
  if (code === null) return null
  const size = code.length + 2 * MARGIN
  const squares = code.flatMap((row, down) =>
    row.flatMap((isDark, right) => (isDark ? [`M${right + MARGIN} ${down + MARGIN}h1v1h-1z`] : [])),
  )
  return (
    <svg class="share-qr" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label} shapeRendering="crispEdges">
      <rect width={size} height={size} fill="#fff" />
      <path d={squares.join('')} fill="#000" />
    </svg>
  )
}
