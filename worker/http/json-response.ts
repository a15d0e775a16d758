// Answers as JSON.

export const JSON_HEADERS = { 'Content-Type': 'application/json' }

/** A JSON answer. `headers` are added to the content type and may replace it. */
export function json(status: number, body: unknown, headers?: Readonly<Record<string, string>>): Response {
  return new Response(JSON.stringify(body), { status, headers: headers === undefined ? JSON_HEADERS : { ...JSON_HEADERS, ...headers } })
}

/** 204, or another status without a body. */
export function empty(status = 204, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(null, { status, headers })
}
