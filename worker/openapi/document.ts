// The OpenAPI 3.1 document of a table of endpoints. What is described is what is served, since both read the same table.
import { createDocument } from 'zod-openapi'
import type { ZodOpenApiOperationObject, ZodOpenApiPathsObject, ZodOpenApiResponseObject, ZodOpenApiResponsesObject } from 'zod-openapi'
import * as z from 'zod'
import { confluentError, problem } from '../../schema/api/errors.ts'
import type { Endpoint, ResponseSpec } from '../http/endpoint.ts'
import { PATH_PARAMETERS } from '../http/path-parameters.ts'
import { dialectOf, errorTypeOf } from '../http/render-error.ts'
import { operationIds } from './operation-ids.ts'

const ABOUT = `A whole Kafka cluster in a link. /v3 and /v2 speak Kafka as Confluent's REST Proxy does, /v1 is about the sandbox around it.`

type OpenApiDocument = ReturnType<typeof createDocument>

/** The document. Building it takes some milliseconds, so it is built when somebody asks and not at start. */
export function openApiDocument(endpoints: readonly Endpoint[], origin: string): OpenApiDocument {
  return createDocument({
    openapi: '3.1.1',
    info: { title: 'Samsa', version: '1', description: ABOUT, license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    servers: [{ url: origin }],
    security: [{ bearer: [] }, { basic: [] }, { query: [] }],
    paths: pathsOf(endpoints),
    components: {
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', description: 'A key of the sandbox.' },
        basic: { type: 'http', scheme: 'basic', description: 'The id of a key as user, the key as password.' },
        query: { type: 'apiKey', in: 'query', name: 'key', description: 'For EventSource and links.' },
      },
    },
  })
}

/** The path as OpenAPI writes it: `:broker_id:kill` is `{broker_id}:kill`. */
export function openApiPath(path: string): string {
  return path.replaceAll(/\/:(\w+)/g, '/{$1}')
}

function pathsOf(endpoints: readonly Endpoint[]): ZodOpenApiPathsObject {
  const paths: Record<string, Record<string, ZodOpenApiOperationObject>> = {}
  const names = operationIds(endpoints)
  for (const endpoint of endpoints) {
    const path = openApiPath(endpoint.path)
    paths[path] = { ...paths[path], [endpoint.method.toLowerCase()]: { operationId: names.get(endpoint) ?? '', ...operationOf(endpoint) } }
  }
  return paths
}

function operationOf(endpoint: Endpoint): ZodOpenApiOperationObject {
  const { tag, summary, description, scope, query } = endpoint
  const path = pathSchema(endpoint.path)
  return {
    tags: [tag],
    summary,
    description: [description, scope === null ? 'Open to everybody.' : `Asks for the scope \`${scope}\`.`].filter(Boolean).join(' '),
    ...(scope === null ? { security: [] } : {}),
    requestParams: { ...(path === null ? {} : { path }), ...(query === undefined ? {} : { query }) },
    ...requestBodyOf(endpoint),
    responses: responsesOf(endpoint),
  }
}

function pathSchema(path: string): z.ZodObject | null {
  const names = [...path.matchAll(/\/:(\w+)/g)].map(([, name]) => name ?? '')
  if (names.length === 0) return null
  const described = new Map<string, { description: string; integer: boolean }>(Object.entries(PATH_PARAMETERS))
  const schemas = names.map((name) => {
    const { description, integer } = described.get(name) ?? { description: '', integer: false }
    return [name, (integer ? z.int32() : z.string()).meta({ description })] as const
  })
  return z.object(Object.fromEntries(schemas))
}

function requestBodyOf({ body, bodyTypes = ['application/json'], bodySchema }: Endpoint): Pick<ZodOpenApiOperationObject, 'requestBody'> {
  if (body === undefined) return {}
  if (body === 'raw') {
    const content = bodySchema === undefined ? {} : { schema: bodySchema }
    return { requestBody: { required: true, content: Object.fromEntries(bodyTypes.map((type) => [type, content])) } }
  }
  return { requestBody: { required: !body.safeParse(undefined).success, content: { 'application/json': { schema: body } } } }
}

function responsesOf(endpoint: Endpoint): ZodOpenApiResponsesObject {
  const answers = Object.entries(endpoint.responses).map(([status, spec]) => [status, responseOf(spec)] as const)
  return { ...Object.fromEntries(answers), default: errorOf(endpoint) }
}

function responseOf({ description, schema, contentType, alsoAs = [] }: ResponseSpec): ZodOpenApiResponseObject {
  if (schema === undefined && contentType === undefined) return { description }
  const types = [contentType ?? 'application/json', ...alsoAs]
  return {
    description,
    content: Object.fromEntries(types.map((type, index) => [type, index === 0 && schema !== undefined ? { schema } : {}])),
  }
}

function errorOf({ path }: Endpoint): ZodOpenApiResponseObject {
  if (dialectOf(path) === 'problem') return { description: 'An error.', content: { [errorTypeOf(path)]: { schema: problem } } }
  return { description: "An error, with Confluent's number.", content: { [errorTypeOf(path)]: { schema: confluentError } } }
}
