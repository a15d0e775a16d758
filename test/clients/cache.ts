// Where clients are kept that npm does not bring: beside the packages, outside of what belongs to the repository.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..', '..')

/**
 * A folder that `fill` has filled, kept for as long as the files it was made from stay the same. What `fill` returns, a sentence that says why it
 * could not, comes back instead of the folder.
 */
export async function cached(
  name: string,
  madeFrom: readonly string[],
  fill: (folder: string) => Promise<string | null>,
): Promise<{ readonly folder: string } | { readonly problem: string }> {
  const folder = join(root, 'node_modules/.cache/test-clients', name)
  const mark = join(folder, 'made-from')
  const wanted = hashOf(madeFrom)
  if (existsSync(mark) && readFileSync(mark, 'utf8') === wanted) return { folder }
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const problem = await fill(folder)
  if (problem !== null) return { problem }
  // The mark is the last file: a folder that was interrupted is filled again.
  writeFileSync(mark, wanted)
  return { folder }
}

function hashOf(files: readonly string[]): string {
  const hash = createHash('sha256')
  for (const file of files) hash.update(file).update(readFileSync(file))
  return hash.digest('hex')
}
