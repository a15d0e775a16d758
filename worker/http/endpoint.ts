// An endpoint is data and one function. The same table of endpoints is served (app.ts), described (openapi/document.ts) and walked by the
// authorization tests, so that none of them can forget a route.
import type * as z from 'zod'
import type { Caller, SandboxRpc } from '../../durable/shell/rpc.ts'
import type { Env } from '../env.ts'
import type { Principal } from '../keys/principal.ts'
import type { WantedScope } from '../keys/scopes.ts'
import type { ParameterName } from './path-parameters.ts'

export type HttpMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

export type Tag =
  | 'Sandboxes'
  | 'Keys'
  | 'Clusters'
  | 'Brokers'
  | 'Topics'
  | 'Configs'
  | 'ACLs'
  | 'Partitions'
  | 'Records'
  | 'Producers'
  | 'Transactions'
  | 'Consumer groups'
  | 'REST v2'
  | 'Faults'
  | 'Applications'
  | 'Clock'
  | 'State'
  | 'Snapshots'
  | 'History'
  | 'Disk'
  | 'Service'

/** One answer that an endpoint can give. Errors that any endpoint can give are added by openapi/document.ts. */
export type ResponseSpec = {
  readonly description: string
  /** The JSON body. Without it the answer has no body, or one that only contentType describes. */
  readonly schema?: z.ZodType
  /** `application/json` unless said otherwise. */
  readonly contentType?: string
  /** Other media types of the same answer, which the Accept header chooses from. */
  readonly alsoAs?: readonly string[]
}

/** What a handler gets. `origin` and `query` are worked out when first asked for. */
export type PublicContext<Params, Query, Body> = {
  readonly request: Request
  readonly env: Env
  /** Decoded path parameters, as text. http/path-parameters.ts turns ids into numbers. */
  readonly params: Params
  readonly query: Query
  readonly body: Body
  /** Absolute, without a slash at the end: `https://host`. */
  readonly origin: string
  readonly waitUntil: (promise: Promise<unknown>) => void
}

/** What a handler behind a key gets: the key was verified, belongs to the sandbox in the path and has the scope. */
export type EndpointContext<Params, Query, Body> = PublicContext<Params, Query, Body> & {
  readonly principal: Principal
  /** What every RPC call wants to know about who asks. */
  readonly caller: Caller
  readonly sandboxId: string
  readonly sandbox: SandboxRpc
}

type ParameterOf<Segment> = Segment extends `:${infer Name}:${string}` ? Name : Segment extends `:${infer Name}` ? Name : never
type ParametersOf<Path> = Path extends `${infer Segment}/${infer Rest}` ? ParameterOf<Segment> | ParametersOf<Rest> : ParameterOf<Path>
/** `/v3/clusters/:cluster_id/topics/:topic_name` has `{ cluster_id: string, topic_name: string }`. */
export type ParamsOf<Path extends string> = { readonly [Name in ParametersOf<Path>]: string }

type QueryOf<Schema> = Schema extends z.ZodType ? z.output<Schema> : undefined
type BodyOf<Schema> = Schema extends z.ZodType ? z.output<Schema> : undefined

type ContextOf<Path extends string, Query, Body, Wanted> = Wanted extends WantedScope
  ? EndpointContext<ParamsOf<Path>, QueryOf<Query>, BodyOf<Body>>
  : PublicContext<ParamsOf<Path>, QueryOf<Query>, BodyOf<Body>>

export type EndpointSpec<Path extends string, Query, Body, Wanted> = {
  readonly method: HttpMethod
  /**
   * Segments beginning with a colon are parameters; a colon anywhere else is a colon, as in `records:batch` and `:broker_id:kill`.
   * A parameter `topic_name` is held against the key's topic prefix. The parameters are described in http/path-parameters.ts.
   */
  readonly path: Path & ([ParametersOf<Path>] extends [ParameterName] ? unknown : 'describe every parameter in path-parameters.ts')
  readonly tag: Tag
  /** A few words for lists of operations. */
  readonly summary: string
  readonly description?: string
  /** What the key must allow; null is open to everybody. */
  readonly scope: Wanted
  /** Every property is text from the URL, so use z.coerce or a codec. A property given twice is refused. */
  readonly query?: Query
  /** A schema means a strict JSON body; 'raw' leaves the body, its type and its size to the handler. */
  readonly body?: Body
  /** The types of a raw body, for the OpenAPI document. */
  readonly bodyTypes?: readonly string[]
  /** What a raw body looks like, for the OpenAPI document only: the handler reads it in its own way. */
  readonly bodySchema?: z.ZodType
  readonly responses: Readonly<Record<number, ResponseSpec>>
  handle(context: ContextOf<Path, Query, Body, Wanted>): Promise<Response>
}

/** An endpoint whose types were checked when it was made. */
export type Endpoint = {
  readonly method: HttpMethod
  readonly path: string
  readonly tag: Tag
  readonly summary: string
  readonly description?: string
  readonly scope: WantedScope | null
  readonly query?: z.ZodObject
  readonly body?: z.ZodType | 'raw'
  readonly bodyTypes?: readonly string[]
  readonly bodySchema?: z.ZodType
  readonly responses: Readonly<Record<number, ResponseSpec>>
  handle(context: EndpointContext<unknown, unknown, unknown>): Promise<Response>
}

/** Checks that handler, path, query, body and scope fit together, and forgets the details. */
export function endpoint<
  const Path extends string,
  Wanted extends WantedScope | null,
  Query extends z.ZodObject | undefined = undefined,
  Body extends z.ZodType | 'raw' | undefined = undefined,
>(spec: EndpointSpec<Path, Query, Body, Wanted>): Endpoint {
  // The context that serve-endpoint.ts builds comes from these very schemas, which the compiler cannot see through.
  return spec as unknown as Endpoint
}
