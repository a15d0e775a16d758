// Serves an earlier commit of this repository as its own `npm start` would have: checked out beside this one, with the packages of this one.

import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Target } from '../load/closed-loop.ts'
import { workerdBelow } from './workerd-usage.ts'

export type CommitServer = Target & { readonly stop: () => Promise<void> }

const root = join(import.meta.dirname, '../..')

function git(...args: readonly string[]): string {
  return execFileSync('git', ['-C', root, ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim()
}

/** The whole name of a commit, or null when there is no such commit here. */
export function findCommit(name: string): string | null {
  try {
    return git('rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`)
  } catch (error) {
    if (error instanceof Error && 'status' in error && error.status === 1) return null
    throw error
  }
}

/** Checks a commit out and serves it. `stop` takes the checkout away again, and so does the end of this process. */
export async function startCommit(commit: string): Promise<CommitServer> {
  const checkout = checkOut(commit)
  process.once('exit', checkout.remove)
  // How a server is started is a matter of the commit. Its helper finds everything else by its own place.
  const helper = pathToFileURL(join(checkout.directory, 'test/support/server.ts')).href
  const { startServer } = (await import(helper)) as typeof import('../../test/support/server.ts')
  const server = await startServer()
  const stop = async (): Promise<void> => {
    await server.stop()
    process.off('exit', checkout.remove)
    checkout.remove()
  }
  return { origin: server.origin, usage: workerdBelow(server.pid), stop }
}

function checkOut(commit: string): { readonly directory: string; readonly remove: () => void } {
  const directory = mkdtempSync(join(tmpdir(), 'samsa-commit-'))
  const packages = join(directory, 'node_modules')
  git('worktree', 'add', '--detach', directory, commit)
  symlinkSync(join(root, 'node_modules'), packages)
  const remove = (): void => {
    // The link first and by itself, so that nothing can ever follow it.
    rmSync(packages, { force: true })
    git('worktree', 'remove', '--force', directory)
  }
  return { directory, remove }
}
