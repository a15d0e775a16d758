// One request to one endpoint, in the order: may the caller, can we answer what is accepted, is the input valid, handle. Every produce
// request passes here, so nothing is worked out that the endpoint does not use.
import type { Caller, SandboxRpc } from '../../durable/shell/rpc.ts'
import { parseStrictJson } from '../../schema/json/strict-parse.ts'
import { MAX_REQUEST_BODY_BYTES } from '../../schema/limits.ts'
import type { Env } from '../env.ts'
import type { Principal } from '../keys/principal.ts'
import { forbidden, principalOf } from '../keys/principal.ts'
import type { WantedScope } from '../keys/scopes.ts'
import { allows } from '../keys/scopes.ts'
import { sandboxStub } from '../sandbox-stub.ts'
import { jsonCharset, notAcceptable, preferredType } from './content-type.ts'
import type { Endpoint, EndpointContext, PublicContext } from './endpoint.ts'
import { originOf } from './origin.ts'
import { clusterNotFound } from './outcome.ts'
import { readBody, toUtf8 } from './read-body.ts'
import { dialectOf } from './render-error.ts'
import { badRequest } from './rest-error.ts'
import { validBody, validQuery } from './validate.ts'

type Params = Readonly<Record<string, string>>
type WaitUntil = (promise: Promise<unknown>) => void

export type Serve = (request: Request, env: Env, params: Params, waitUntil: WaitUntil) => Promise<Response>

/** The function that serves an endpoint. It throws RestError for everything that the caller did wrong. */
export function serveEndpoint(endpoint: Endpoint): Serve {
  const produced = producedTypes(endpoint)
  const dialect = dialectOf(endpoint.path)
  // Most requests have no query at all, and theirs is worked out here once.
  const withoutQuery = endpoint.query?.safeParse({})
  return async (request, env, params, waitUntil) => {
    const principal = endpoint.scope === null ? null : await authorize(request, env, params, endpoint.scope)
    if (preferredType(request.headers.get('Accept'), produced) === null) throw notAcceptable()
    const isBare = withoutQuery?.success === true && !request.url.includes('?')
    const query = isBare ? withoutQuery.data : endpoint.query === undefined ? undefined : validQuery(endpoint.query, request.url)
    const body =
      endpoint.body === undefined || endpoint.body === 'raw' ? undefined : validBody(endpoint.body, await jsonBody(request), dialect)
    const input = { request, env, params, query, body, waitUntil }
    // A handler without a scope is typed to know nothing of a principal, so it gets the smaller context.
    if (principal === null) return endpoint.handle(new OpenContext(input) as EndpointContext<unknown, unknown, unknown>)
    return endpoint.handle(new KeyContext(input, principal))
  }
}

type ContextInput = Omit<PublicContext<unknown, unknown, unknown>, 'origin'>

class OpenContext implements PublicContext<unknown, unknown, unknown> {
  readonly request: Request
  readonly env: Env
  readonly params: unknown
  readonly query: unknown
  readonly body: unknown
  readonly waitUntil: WaitUntil

  constructor(input: ContextInput) {
    this.request = input.request
    this.env = input.env
    this.params = input.params
    this.query = input.query
    this.body = input.body
    this.waitUntil = input.waitUntil
  }

  get origin(): string {
    return originOf(this.request, this.env.PUBLIC_ORIGIN)
  }
}

class KeyContext extends OpenContext implements EndpointContext<unknown, unknown, unknown> {
  readonly principal: Principal
  #sandbox: SandboxRpc | null = null

  constructor(input: ContextInput, principal: Principal) {
    super(input)
    this.principal = principal
  }

  get caller(): Caller {
    return { keyId: this.principal.keyId }
  }

  get sandboxId(): string {
    return this.principal.sandboxId
  }

  get sandbox(): SandboxRpc {
    this.#sandbox ??= sandboxStub(this.env, this.principal.sandboxId)
    return this.#sandbox
  }
}

/** Who asks, when they may. In this order: no good key 401, somebody else's sandbox 404, not with this key 403. */
async function authorize(request: Request, env: Env, params: Params, scope: WantedScope): Promise<Principal> {
  const principal = await principalOf(request, env)
  const sandboxId = params['cluster_id'] ?? params['sandbox_id']
  if (sandboxId !== undefined && sandboxId !== principal.sandboxId) throw clusterNotFound(sandboxId)
  if (!allows(principal.scopes, scope)) throw forbidden(`The key does not have the scope ${scope}.`)
  const topicName = params['topic_name']
  if (topicName !== undefined) refuseForeignTopic(principal, topicName)
  const transactionalId = params['transactional_id']
  if (transactionalId !== undefined) refuseForeignTransaction(principal, transactionalId)
  const groupId = params['group_id']
  // Whoever only looks sees of a group what it does in the topics of the key.
  if (groupId !== undefined && scope !== 'observe') refuseForeignGroup(principal, groupId)
  return principal
}

/**
 * Throws RestError 403 when the key is bound to other topics. Topics in the path are checked before the handler runs; a handler that takes
 * names from anywhere else has to call this itself.
 */
export function refuseForeignTopic({ topicPrefix }: Principal, topicName: string): void {
  if (topicPrefix !== null && !topicName.startsWith(topicPrefix))
    throw forbidden(`The key is only for topics that begin with ${topicPrefix}.`)
}

/**
 * Throws RestError 403 for a transactional id that a key with a topic prefix may not use: one of its own begins with the prefix too, since
 * whoever may use an id may fence its holder and abort what it wrote.
 */
export function refuseForeignTransaction({ topicPrefix }: Principal, transactionalId: string): void {
  if (topicPrefix !== null && !transactionalId.startsWith(topicPrefix))
    throw forbidden(`The key is only for transactional ids that begin with ${topicPrefix}.`)
}

/** As above, for a group that the caller would join or write the offsets of: who may, can take partitions away from its members. */
export function refuseForeignGroup({ topicPrefix }: Principal, groupId: string): void {
  if (topicPrefix !== null && !groupId.startsWith(topicPrefix))
    throw forbidden(`The key is only for groups that begin with ${topicPrefix}.`)
}

async function jsonBody(request: Request): Promise<unknown> {
  const bytes = await readBody(request, MAX_REQUEST_BODY_BYTES)
  if (bytes.length === 0) return undefined
  const parsed = parseStrictJson(toUtf8(bytes, jsonCharset(request)))
  if (!parsed.ok) throw badRequest(`Bad Request: ${parsed.message}`)
  return parsed.value
}

/** What Accept is held against. Errors are always JSON, whatever was asked for. */
function producedTypes({ responses }: Endpoint): string[] {
  const successes = Object.entries(responses).filter(([status]) => Number(status) < 300)
  return [...new Set(successes.flatMap(([, { contentType = 'application/json', alsoAs = [] }]) => [contentType].concat(alsoAs)))]
}
