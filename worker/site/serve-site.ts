// The page, as static files of the Worker. `cli/build-page.ts` has built them; on Cloudflare they are the binding ASSETS of wrangler.toml, and
// under `npm start` a folder of workerd. Both come through here, so that their headers are the same.
import type { Env } from '../env.ts'
import { fileHeaders } from './site-headers.ts'

/** The one document: which page it is, the script reads from the address. */
const DOCUMENT = '/index.html'

const LANGUAGES = [
  ['en', 'en'],
  ['zh-CN', 'zh'],
] as const

/** The file or the document at a path; null when the site has nothing there. */
export async function serveSite(request: Request, env: Env): Promise<Response | null> {
  if (env.ASSETS === undefined || (request.method !== 'GET' && request.method !== 'HEAD')) return null
  const { pathname } = new URL(request.url)
  const page = pageOf(pathname)
  if (page === null) return isFile(pathname) ? file(env.ASSETS, request, pathname) : null
  const document = await file(env.ASSETS, request, DOCUMENT)
  for (const [language, segment] of LANGUAGES) {
    document?.headers.append('Link', `</${segment}${page}>; rel="alternate"; hreflang="${language}"`)
  }
  return document
}

/** The path of a page without its language; null for what is no page. web/app/route.ts says which pages there are. */
function pageOf(pathname: string): string | null {
  const [, , page] = /^(\/(?:en|zh)(?=\/|$))?(.*)$/.exec(pathname) ?? []
  if (page === undefined) return null
  return page === '' || page === '/' || /^\/[sx]\//.test(page) ? page : null
}

function isFile(pathname: string): boolean {
  return pathname.startsWith('/assets/') || pathname === '/robots.txt' || pathname === '/favicon.svg'
}

async function file(assets: Fetcher, request: Request, path: string): Promise<Response | null> {
  const headers = fileHeaders(path)
  if (headers === null) return null
  const found = await assets.fetch(new Request(new URL(path, 'https://site.invalid'), { method: 'GET' }))
  if (!found.ok) return null
  return new Response(request.method === 'HEAD' ? null : found.body, { headers })
}
