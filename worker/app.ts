// The Worker's front door: the table of endpoints on Hono, and what all answers share.
import { Hono } from 'hono'
import type { Context } from 'hono'
import type { Env } from './env.ts'
import { preflight, withAnswerHeaders } from './http/answer-headers.ts'
import { discardBody } from './http/discard-body.ts'
import type { Endpoint } from './http/endpoint.ts'
import { renderError } from './http/render-error.ts'
import { RestError, notFound } from './http/rest-error.ts'
import { SegmentRouter } from './http/segment-router.ts'
import { serveEndpoint } from './http/serve-endpoint.ts'
import { serveSite } from './site/serve-site.ts'

type HonoEnv = { Bindings: Env }

export type App = { readonly fetch: (request: Request, env: Env, execution: ExecutionContext) => Promise<Response> }

/** Builds the app. Every answer is made here or passes here: errors become JSON, and all get the common headers. */
export function createApp(endpoints: readonly Endpoint[]): App {
  const router: Hono<HonoEnv>['router'] & Pick<SegmentRouter<unknown>, 'methodsAt'> = new SegmentRouter()
  const hono = new Hono<HonoEnv>({ router })
  for (const endpoint of endpoints) {
    const serve = serveEndpoint(endpoint)
    hono.on(endpoint.method, endpoint.path, (context) => serve(context.req.raw, context.env, context.req.param(), waitUntilOf(context)))
  }
  hono.notFound((context) => noRoute(context, router.methodsAt(context.req.path)))
  hono.onError((error, context) => renderError(error, context.req.path))
  return {
    fetch: async (request, env, execution) => {
      const page = await pageFor(router, request, env)
      if (page !== null) return page
      const answer = await hono.fetch(request, env, execution)
      if (answer.status >= 400) await discardBody(request)
      return withAnswerHeaders(answer)
    },
  }
}

/** The site has only paths that no endpoint has. */
async function pageFor(router: Pick<SegmentRouter<unknown>, 'methodsAt'>, request: Request, env: Env): Promise<Response | null> {
  return router.methodsAt(new URL(request.url).pathname).length > 0 ? null : serveSite(request, env)
}

function waitUntilOf(context: Context<HonoEnv>): (promise: Promise<unknown>) => void {
  return (promise) => context.executionCtx.waitUntil(promise)
}

/** A preflight, or a path or method that nobody serves. */
function noRoute({ req }: Context<HonoEnv>, served: readonly string[]): Response {
  if (req.method === 'OPTIONS') return preflight()
  return renderError(served.length > 0 ? methodNotAllowed(served) : notFound(), req.path)
}

function methodNotAllowed(served: readonly string[]): RestError {
  const methods = served.includes('GET') ? [...served, 'HEAD', 'OPTIONS'] : [...served, 'OPTIONS']
  const message = 'HTTP 405 Method Not Allowed'
  return new RestError({ status: 405, code: 'METHOD_NOT_ALLOWED', message, headers: { Allow: methods.join(', ') } })
}
