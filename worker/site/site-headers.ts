// The headers of the page and of its files. The policy allows what comes from here and nothing else: no script or style inside of markup, no
// third party, no evaluation. The page sends its key in a header and shows what strangers wrote, so nothing that gets in may run.

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "connect-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** Files under /assets/ have the hash of their content in their names. */
const FOR_EVER = 'public, max-age=31536000, immutable'
const ASK_EACH_TIME = 'no-cache'

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
  txt: 'text/plain; charset=utf-8',
  json: 'application/json',
  png: 'image/png',
  webmanifest: 'application/manifest+json',
}

/** For a file of the page by its path; null for a type that the page does not have. */
export function fileHeaders(path: string): Headers | null {
  const type = TYPES[path.slice(path.lastIndexOf('.') + 1)]
  if (type === undefined) return null
  return new Headers({
    'Content-Type': type,
    'Cache-Control': path.startsWith('/assets/') ? FOR_EVER : ASK_EACH_TIME,
    'Content-Security-Policy': POLICY,
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Permissions-Policy': 'camera=(), geolocation=(), microphone=()',
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
  })
}
