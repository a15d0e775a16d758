// The service about itself: is it up, and what does it offer.
import * as z from 'zod'
import { endpoint } from './http/endpoint.ts'
import type { Endpoint } from './http/endpoint.ts'
import { json } from './http/json-response.ts'
import { openApiDocument } from './openapi/document.ts'

const health = endpoint({
  method: 'GET',
  path: '/healthz',
  tag: 'Service',
  summary: 'Say that the edge is up',
  scope: null,
  responses: { 200: { description: 'It is.', schema: z.object({ status: z.literal('ok') }) } },
  handle: () => Promise.resolve(json(200, { status: 'ok' })),
})

/** The endpoints about the service; `others` are all further ones, which the document describes as well. */
export function serviceEndpoints(others: readonly Endpoint[]): readonly Endpoint[] {
  const document: Endpoint = endpoint({
    method: 'GET',
    path: '/openapi.json',
    tag: 'Service',
    summary: 'Describe this API',
    description: 'OpenAPI 3.1, made from the schemas that requests are validated with.',
    scope: null,
    responses: { 200: { description: 'The OpenAPI document.', schema: z.looseObject({ openapi: z.string() }) } },
    handle: ({ origin }) => Promise.resolve(json(200, openApiDocument([...others, health, document], origin))),
  })
  return [health, document]
}
