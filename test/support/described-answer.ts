// Holds every answer that a test sees to what the OpenAPI document says about it: a declared status, and a body of exactly that shape.
import { confluentError, problem } from '../../schema/api/errors.ts'
import { ENDPOINTS } from '../../worker/endpoints.ts'
import type { Endpoint } from '../../worker/http/endpoint.ts'
import { errorTypeOf } from '../../worker/http/render-error.ts'
import { SegmentRouter } from '../../worker/http/segment-router.ts'

const router = new SegmentRouter<Endpoint>()
for (const endpoint of ENDPOINTS) router.add(endpoint.method, endpoint.path, endpoint)

/** Throws when the answer is not what was described. Bodies other than JSON are left alone. */
export async function checkAnswer(method: string, path: string, answer: Response): Promise<void> {
  const type = answer.headers.get('Content-Type') ?? ''
  const described = router.match(method, path)[0][0]?.[0].responses[answer.status]
  if (described === undefined) return checkError(path, answer, type)
  if (described.schema === undefined || type !== (described.contentType ?? 'application/json')) return
  // Delivery reports are JSON texts one after another, and no JSON that we write has a line end in it.
  for (const text of (await answer.text()).split('\r\n').filter(Boolean)) {
    const body: unknown = JSON.parse(text)
    // Schemas of answers drop what they do not describe, so a field too many shows as a difference.
    const shape = JSON.stringify(described.schema.parse(body))
    if (sorted(JSON.parse(shape)) !== sorted(body)) throw new Error(`${method} ${path}: the answer has a field that is not described.`)
  }
}

async function checkError(path: string, answer: Response, type: string): Promise<void> {
  if (answer.status === 204) return
  if (answer.status < 400) throw new Error(`${path} does not describe the status ${answer.status}.`)
  const isProblem = path.startsWith('/v1/')
  if (type !== errorTypeOf(path)) throw new Error(`${path}: an error as ${type}.`)
  const body: unknown = await answer.json()
  const parsed = isProblem ? problem.parse(body) : confluentError.parse(body)
  if (sorted(parsed) !== sorted(body)) throw new Error(`${path}: the error has a field that is not described.`)
}

function sorted(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) => {
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return inner
    return Object.fromEntries(Object.entries(inner).toSorted(([left], [right]) => (left < right ? -1 : 1)))
  })
}
