// Headers that every answer carries: CORS and the few that keep browsers from doing more with an answer than reading it.
//
// `*` without credentials is safe here: nothing of ours lives in cookies, a key has to be sent on purpose, and a key that is meant for some
// pages only lists their origins and is refused from others (keys/principal.ts).

const EXPOSED = [
  'Location',
  'Retry-After',
  'X-RateLimit-Limit',
  'X-RateLimit-Remaining',
  'X-RateLimit-Reset',
  'Samsa-Sequence',
  'Samsa-Cursor',
  'Samsa-Expires-In',
  'Kafka-Error',
  'Producer-Epoch',
  'Producer-Expected-Seq',
  'Producer-Received-Seq',
  'Producer-Duplicate',
  'Idempotency-Replayed',
  'Preference-Applied',
  'Content-Range',
  'Allow',
  'WWW-Authenticate',
].join(', ')

const ALLOWED = [
  'Authorization',
  'Content-Type',
  'Accept',
  'Last-Event-ID',
  'Producer-Id',
  'Producer-Epoch',
  'Producer-Seq',
  'Idempotency-Key',
  'Prefer',
].join(', ')

const ANSWER_HEADERS: readonly (readonly [string, string])[] = [
  ['Access-Control-Allow-Origin', '*'],
  ['Access-Control-Expose-Headers', EXPOSED],
  ['X-Content-Type-Options', 'nosniff'],
  ['Referrer-Policy', 'no-referrer'],
  ['Content-Security-Policy', "default-src 'none'; frame-ancestors 'none'"],
]

/** How long a browser may keep the answer to a preflight. Chrome cuts it to two hours. */
const PREFLIGHT_MAX_AGE_SECONDS = 7_200

/** Adds the headers, to a copy where the answer came from the object and cannot be changed. An upgrade to a WebSocket is left alone. */
export function withAnswerHeaders(answer: Response): Response {
  if (answer.status === 101) return answer
  const response = changeable(answer)
  const { headers } = response
  for (const [name, value] of ANSWER_HEADERS) headers.set(name, value)
  // Keys and links of one caller must not come out of a cache for another.
  if (!headers.has('Cache-Control')) headers.set('Cache-Control', 'no-store')
  return response
}

/**
 * The answer to a browser that asks whether it may send a request. It gives nothing away, so no key is needed, and every method is allowed:
 * a page can only read our 404 and 405 if it may send what leads there.
 */
export function preflight(): Response {
  return new Response(null, {
    status: 204,
    headers: {
      'Access-Control-Allow-Methods': 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS',
      'Access-Control-Allow-Headers': ALLOWED,
      'Access-Control-Max-Age': String(PREFLIGHT_MAX_AGE_SECONDS),
    },
  })
}

function changeable(response: Response): Response {
  try {
    response.headers.set('X-Content-Type-Options', 'nosniff')
    return response
  } catch {
    // Trying is the only way to learn that headers are immutable, and that is all that can go wrong above.
    return new Response(response.body, response)
  }
}
