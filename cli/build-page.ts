// Builds the page into dist/web, where the Worker's static files come from: `npm start`, the tests, the deployment. What is newer than its
// sources is left as it is, so that starting twenty servers for the tests builds it once. `node cli/build-page.ts` builds it by hand.

import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'vite'

const root = join(import.meta.dirname, '..')

/** What the page is made from. */
const SOURCES = ['web', 'schema', 'package.json'].map((name) => join(root, name))

export const PAGE_DIRECTORY = join(root, 'dist/web')

/** Builds what is missing or out of date. A mistake in the sources is the world's: the answer is then Vite's own message. */
export async function buildPage(): Promise<{ readonly built: boolean } | { readonly error: string }> {
  if (isFresh()) return { built: false }
  mkdirSync(join(root, 'dist'), { recursive: true })
  // Beside its place and then moved there, so that a server that is running never sees half a page.
  const folder = mkdtempSync(join(root, 'dist/web-'))
  try {
    await build({ configFile: join(root, 'web/vite.config.ts'), logLevel: 'silent', build: { outDir: folder } })
    replace(folder)
    return { built: true }
  } catch (error) {
    return { error: `The page does not build: ${error instanceof Error ? error.message : String(error)}` }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function replace(folder: string): void {
  const old = `${folder}.old`
  if (existsSync(PAGE_DIRECTORY)) renameSync(PAGE_DIRECTORY, old)
  renameSync(folder, PAGE_DIRECTORY)
  rmSync(old, { recursive: true, force: true })
}

function isFresh(): boolean {
  const document = join(PAGE_DIRECTORY, 'index.html')
  return existsSync(document) && Math.max(...SOURCES.map(newest)) < statSync(document).mtimeMs
}

/** When something in there was last changed. */
function newest(path: string): number {
  const { mtimeMs } = statSync(path)
  if (!statSync(path).isDirectory()) return mtimeMs
  return Math.max(mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))))
}

if (import.meta.main) {
  const page = await buildPage()
  if ('error' in page) {
    console.error(page.error)
    process.exit(1)
  }
  console.log('dist/web')
}
