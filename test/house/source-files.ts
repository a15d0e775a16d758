// The files that we write ourselves, for the tests of the house's own rules.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export const root = join(import.meta.dirname, '..', '..')
const folders = ['schema', 'durable', 'worker', 'cli', 'web', 'test', 'bench']
const endings = /\.(ts|tsx|mjs|cjs)$/

export type SourceFile = { readonly path: string; readonly text: string; readonly isTest: boolean }

/** All TypeScript and JavaScript files of ours, with paths relative to the root. What a tool generates is not among them. */
export function sourceFiles(): SourceFile[] {
  const inFolders = folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1)),
  )
  const atRoot = readdirSync(root).filter((name) => endings.test(name))
  return [...inFolders, ...atRoot]
    .filter((path) => endings.test(path) && !path.startsWith('schema/d1/migrations/') && !path.endsWith('.d.ts'))
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8'), isTest: path.startsWith('test/') || path.endsWith('.test.ts') }))
}
