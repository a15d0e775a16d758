// What the routes of REST v2 have in common: their media types, and reading bodies by the rules of those.
// Source: Versions of confluentinc/kafka-rest; the type `text` is that of strimzi-kafka-bridge.
import type * as z from 'zod'
import { parseStrictJson } from '../../schema/json/strict-parse.ts'
import { MAX_REQUEST_BODY_BYTES } from '../../schema/limits.ts'
import type { V2Format } from '../../schema/records/embedded-format.ts'
import { preferredType, unsupportedMediaType, utf8BodyType } from '../http/content-type.ts'
import { V2_JSON } from '../http/media-types.ts'
import { readBody } from '../http/read-body.ts'
import { badRequest } from '../http/rest-error.ts'
import { validBody } from '../http/validate.ts'

/** What every answer but records is written as. */
export const V2_ANSWER = { contentType: V2_JSON, alsoAs: ['application/json'] } as const

const FORMATS: Readonly<Record<string, V2Format | null>> = {
  'application/vnd.kafka.binary.v2+json': 'binary',
  'application/vnd.kafka.json.v2+json': 'json',
  'application/vnd.kafka.text.v2+json': 'text',
  // Known, and of no use without a Schema Registry.
  'application/vnd.kafka.avro.v2+json': null,
  'application/vnd.kafka.jsonschema.v2+json': null,
  'application/vnd.kafka.protobuf.v2+json': null,
}

export const EMBEDDED_TYPES: readonly string[] = Object.keys(FORMATS)
export const MANAGEMENT_TYPES: readonly string[] = [V2_JSON, ...EMBEDDED_TYPES, 'application/json']

/** The format that a media type stands for; null for one that needs schemas, undefined for a type that is none of them. */
export function formatOf(type: string): V2Format | null | undefined {
  return FORMATS[type]
}

/** Throws RestError 415 for a type that is none of v2's; a body without one is taken for what it is. */
export async function v2Body<Schema extends z.ZodType>(request: Request, schema: Schema): Promise<z.output<Schema>> {
  const bytes = await readBody(request, MAX_REQUEST_BODY_BYTES)
  if (bytes.length === 0) return validBody(schema, undefined, 'confluent')
  const type = utf8BodyType(request)
  if (type !== null && !MANAGEMENT_TYPES.includes(type)) throw unsupportedMediaType()
  const parsed = parseStrictJson(bytes)
  if (!parsed.ok) throw badRequest(`Bad Request: ${parsed.message}`)
  return validBody(schema, parsed.value, 'confluent')
}

/** The type that the client likes best of the two that say the same. */
export function v2Json(request: Request, body: unknown, headers: Readonly<Record<string, string>> = {}): Response {
  const type = preferredType(request.headers.get('Accept'), [V2_JSON, 'application/json']) ?? V2_JSON
  return new Response(JSON.stringify(body), { headers: { ...headers, 'Content-Type': type } })
}
