// Under which address the world reaches us, for links and command lines in answers.

const HOST = /^(?:[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?|\[[0-9a-f:.]{2,45}\])(?::\d{1,5})?$/i

/**
 * The origin of a request, without a slash at the end.
 *
 * `PUBLIC_ORIGIN` wins. Else the X-Forwarded headers of a proxy are believed, as the bridges and proxies of Kafka do. That is safe here:
 * the origin only goes back to who sent the header, answers are never stored by shared caches (`no-store`), and a foreign page
 * cannot send the header, since our preflight does not allow it. What is no plain host name is ignored, so it cannot break out of a
 * command line.
 */
export function originOf(request: Request, publicOrigin: string | undefined): string {
  if (publicOrigin !== undefined) return publicOrigin.replace(/\/+$/, '')
  const { host, protocol } = new URL(request.url)
  const scheme = first(request.headers.get('X-Forwarded-Proto'))
  const forwardedHost = first(request.headers.get('X-Forwarded-Host'))
  const saidScheme = scheme === 'https' || scheme === 'http' ? scheme : protocol.slice(0, -1)
  return `${saidScheme}://${forwardedHost !== null && HOST.test(forwardedHost) ? forwardedHost : host}`
}

/** Proxies append to the list, so the first entry is what the client used. */
function first(header: string | null): string | null {
  return header?.split(',')[0]?.trim() ?? null
}
