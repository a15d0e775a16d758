// The sizes of the page, held to their budgets: what a browser has to load before it shows something. Part of `npm run check`; by hand it is
// `node cli/page-budget.ts`.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { buildPage, PAGE_DIRECTORY } from './build-page.ts'

type Chunk = { readonly file: string; readonly imports?: readonly string[] }
type Manifest = Readonly<Record<string, Chunk>>

type Budget = { readonly name: string; readonly parts: readonly string[]; readonly limitKilobytes: number }

/** A kilobyte is 1,024 bytes of gzip. The first view of the console is all that the stage needs before it stands. */
const BUDGETS: readonly Budget[] = [
  { name: 'home', parts: ['index.html', 'home/home.tsx'], limitKilobytes: 60 },
  { name: 'first view of the console', parts: ['index.html', 'sandbox/sandbox-page.tsx', 'stage/stage-page.tsx'], limitKilobytes: 90 },
]

/** Whatever is loaded later, when a part of the page is opened. */
const LAZY_LIMIT_KILOBYTES = 60

const page = await buildPage()
if ('error' in page) {
  console.error(page.error)
  process.exit(1)
}
const manifest = JSON.parse(readFileSync(join(PAGE_DIRECTORY, '.vite/manifest.json'), 'utf8')) as Manifest
const results = [...BUDGETS.map(ofBudget), ...Object.keys(manifest).map(ofChunk)]
for (const { line, isOver } of results) if (isOver || process.argv.includes('--list')) console.log(line)
process.exitCode = results.some(({ isOver }) => isOver) ? 1 : 0

function ofBudget({ name, parts, limitKilobytes }: Budget): { line: string; isOver: boolean } {
  const files = new Set(parts.flatMap((part) => [...filesOf(part, new Set())]))
  return measured(name, [...files], limitKilobytes)
}

function ofChunk(part: string): { line: string; isOver: boolean } {
  const { file = '' } = manifest[part] ?? {}
  return measured(`chunk ${part}`, file.endsWith('.js') ? [file] : [], LAZY_LIMIT_KILOBYTES)
}

function measured(name: string, files: readonly string[], limitKilobytes: number): { line: string; isOver: boolean } {
  const bytes = files.reduce((sum, file) => sum + gzipSync(readFileSync(join(PAGE_DIRECTORY, file)), { level: 9 }).length, 0)
  const kilobytes = bytes / 1024
  return { line: `${name}: ${kilobytes.toFixed(1)} kB of script, at most ${limitKilobytes}`, isOver: kilobytes > limitKilobytes }
}

/** The scripts of a part and of everything that it imports before it runs. */
function filesOf(part: string, seen: Set<string>): Set<string> {
  const chunk = manifest[part]
  if (chunk === undefined) throw new Error(`The page has no part ${part}: the budget names one that is gone.`)
  if (seen.has(chunk.file)) return seen
  seen.add(chunk.file)
  for (const imported of chunk.imports ?? []) filesOf(imported, seen)
  return seen
}
