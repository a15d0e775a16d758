// franz-go: the Go module beside this file.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { cached } from '../cache.ts'
import { scriptSuite } from '../client-suite.ts'
import type { ClientSuite } from '../client-suite.ts'
import { isInstalled, lastWords, runProgram } from '../program.ts'

const here = import.meta.dirname
const BUILD_TIME_LIMIT_MS = 600_000

export const franzGo: ClientSuite = {
  name: 'franz-go',
  async prepare() {
    if (!(await isInstalled('go', 'version'))) return 'go is not installed.'
    const sources = readdirSync(here)
      .filter((name) => name.endsWith('.go') || name.startsWith('go.'))
      .map((name) => join(here, name))
    const program = await cached('franz-go', sources, build)
    return 'problem' in program ? program.problem : scriptSuite(join(program.folder, 'stories'), [])
  },
}

async function build(folder: string): Promise<string | null> {
  const downloaded = await runProgram('go', ['mod', 'download'], { directory: here, timeLimitMs: BUILD_TIME_LIMIT_MS })
  if (downloaded.code !== 0) return `The modules of franz-go cannot be had: ${lastWords(downloaded, 3)}`
  const built = await runProgram('go', ['build', '-o', join(folder, 'stories'), '.'], { directory: here, timeLimitMs: BUILD_TIME_LIMIT_MS })
  if (built.code !== 0) throw new Error(lastWords(built))
  return null
}
