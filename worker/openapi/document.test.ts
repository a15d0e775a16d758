import { describe, expect, it } from 'vitest'
import { MemoryEdge } from '../../test/support/memory-sandbox.ts'
import { ENDPOINTS } from '../endpoints.ts'
import { PATH_PARAMETERS } from '../http/path-parameters.ts'
import { errorTypeOf } from '../http/render-error.ts'
import { openApiDocument, openApiPath } from './document.ts'

type Operation = {
  operationId: string
  security?: object[]
  parameters?: { name: string; in: string; required?: boolean; description?: string }[]
  responses: Record<string, { content?: Record<string, { schema?: object }> }>
}
type Document = {
  openapi: string
  servers: { url: string }[]
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, object> }
}

const document = JSON.parse(JSON.stringify(openApiDocument(ENDPOINTS, 'http://samsa.test'))) as Document

describe('the OpenAPI document', () => {
  it('is served with the address under which it was asked for', async () => {
    const answer = await new MemoryEdge().http('GET', '/openapi.json')
    expect(await answer.json()).toEqual(document)
    expect(document.openapi).toBe('3.1.1')
    expect(document.servers).toEqual([{ url: 'http://samsa.test' }])
  })

  it('describes every route, and no other', () => {
    const described = Object.entries(document.paths).flatMap(([path, operations]) => {
      return Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`)
    })
    const served = ENDPOINTS.map(({ method, path }) => `${method} ${openApiPath(path)}`)
    expect(described.toSorted()).toEqual(served.toSorted())
  })

  it('gives every operation a name of its own', () => {
    const names = Object.values(document.paths).flatMap((operations) => Object.values(operations).map(({ operationId }) => operationId))
    expect(names).toContain('createATopic')
    expect(new Set(names).size).toBe(ENDPOINTS.length)
  })

  it.each(ENDPOINTS.map((endpoint) => [`${endpoint.method} ${endpoint.path}`, endpoint] as const))('describes %s whole', (_, endpoint) => {
    const operation = document.paths[openApiPath(endpoint.path)]?.[endpoint.method.toLowerCase()]
    expect(operation).toBeDefined()
    const inPath = (operation?.parameters ?? []).filter((parameter) => parameter.in === 'path')
    expect(inPath.map(({ name }) => name)).toEqual([...endpoint.path.matchAll(/\/:(\w+)/g)].map(([, name]) => name))
    for (const { name, required, description } of inPath) {
      expect(required).toBe(true)
      expect(description).toBe(PATH_PARAMETERS[name as keyof typeof PATH_PARAMETERS].description)
    }
    expect(operation?.security).toEqual(endpoint.scope === null ? [] : undefined)
    for (const status of Object.keys(endpoint.responses)) expect(operation?.responses[status]).toBeDefined()
    expect(operation?.responses['default']?.content?.[errorTypeOf(endpoint.path)]?.schema).toBeDefined()
  })

  it('refers to nothing that is not there', () => {
    const references = [...JSON.stringify(document).matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map(([, name]) => name ?? '')
    expect(references.length).toBeGreaterThan(20)
    for (const name of references) expect(Object.keys(document.components.schemas)).toContain(name)
  })
})
