// Bundles what the local server runs: the Worker with its Durable Object, and the local stand-in for D1. wrangler bundles the same entry
// for Cloudflare by the same rules (see wrangler.toml): modules of the platform stay outside, .sql files become text.
// `node cli/build.ts` writes the Worker to dist/worker.js, to be looked at or measured; `npm start` keeps the bundles in memory.

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build, type BuildFailure } from 'esbuild'
import { readWranglerSettings } from './wrangler-settings.ts'

const root = join(import.meta.dirname, '..')

/** Source text of the modules, and the source map of the Worker for people who debug it. */
export type Bundles = { readonly worker: string; readonly workerMap: string; readonly d1Service: string }

/**
 * Bundles both entries in memory. A mistake in the sources is the world's: the answer is then esbuild's own readable list.
 *
 * @param workerEntry path of the Worker's entry; the one that wrangler.toml names unless a test brings another.
 */
export async function buildBundles(workerEntry: string = join(root, readWranglerSettings().main)): Promise<Bundles | { error: string }> {
  try {
    const [worker, d1Service] = await Promise.all([
      bundle(workerEntry, 'worker.js'),
      bundle(join(root, 'cli/local/d1-service.ts'), 'd1.js'),
    ])
    return { worker: worker.code, workerMap: worker.map, d1Service: d1Service.code }
  } catch (error) {
    if (!isBuildFailure(error)) throw error
    const first = error.errors[0]
    const place = first?.location ? `${first.location.file}:${first.location.line}: ` : ''
    return { error: `The Worker does not build: ${place}${first?.text ?? error.message}` }
  }
}

async function bundle(entry: string, name: string): Promise<{ code: string; map: string }> {
  const result = await build({
    entryPoints: [entry],
    outfile: join(root, 'dist', name),
    absWorkingDir: root,
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'neutral',
    target: 'es2024',
    // A neutral platform looks at no field of package.json, and some packages have only `main` or `module`.
    mainFields: ['module', 'main'],
    conditions: ['workerd', 'worker', 'browser', 'import'],
    external: ['cloudflare:*', 'node:*'],
    loader: { '.sql': 'text' },
    sourcemap: 'linked',
    logLevel: 'silent',
  })
  const textOf = (ending: string): string => result.outputFiles.find((file) => file.path.endsWith(ending))?.text ?? ''
  return { code: textOf('.js'), map: textOf('.js.map') }
}

function isBuildFailure(error: unknown): error is BuildFailure {
  return error instanceof Error && 'errors' in error && Array.isArray(error.errors)
}

if (import.meta.main) {
  const bundles = await buildBundles()
  if ('error' in bundles) {
    console.error(bundles.error)
    process.exit(1)
  }
  mkdirSync(join(root, 'dist'), { recursive: true })
  writeFileSync(join(root, 'dist/worker.js'), bundles.worker)
  writeFileSync(join(root, 'dist/worker.js.map'), bundles.workerMap)
  console.log('dist/worker.js')
}
