// What `npm run test:clients` knows of a client: how to get it, and how to run its stories against a server. A story is one thing that users do
// with the client, checked by what comes of it.
import type { Server } from '../support/server.ts'
import { lastWords, runProgram } from './program.ts'

export type StoryResult = { readonly story: string; readonly failure: string | null }
export type Tell = (result: StoryResult) => void

/** Ready to run its stories. Rejects only where the suite itself is broken; a story that fails is told. */
export type PreparedSuite = (server: Server, tell: Tell) => Promise<void>

export type ClientSuite = {
  readonly name: string
  /** Gets what the client needs, into the cache. A sentence says why it cannot be had on this machine. */
  readonly prepare: () => Promise<PreparedSuite | string>
}

/** A whole script gets so long; each story in it takes seconds. */
const SCRIPT_TIME_LIMIT_MS = 600_000

/**
 * A suite that is one script in the client's own language. It is told by the environment where the server is, and prints a line for each
 * story: `passed: <story>` or `failed: <story>: <why>`.
 */
export function scriptSuite(command: string, args: readonly string[]): PreparedSuite {
  return async (server, tell) => {
    let told = 0
    const onLine = (line: string): void => {
      const result = resultIn(line)
      if (result === null) return
      told++
      tell(result)
    }
    const end = await runProgram(command, args, { timeLimitMs: SCRIPT_TIME_LIMIT_MS, environment: placeOf(server), onLine })
    if (end.code !== 0 || told === 0) tell({ story: 'the script itself', failure: `It ended with code ${end.code}.\n${lastWords(end)}` })
  }
}

/** Where the server is, for a script in another language. */
function placeOf({ brokers, origin, sandbox }: Server): Record<string, string> {
  return {
    SAMSA_BOOTSTRAP_SERVERS: brokers.join(','),
    SAMSA_SANDBOX_URL: `${origin}/v1/sandboxes/${sandbox.id}`,
    SAMSA_KEY: sandbox.ownerKey,
  }
}

function resultIn(line: string): StoryResult | null {
  const [, outcome, story = '', why] = /^(passed|failed): ([^:]+)(?:: (.*))?$/.exec(line) ?? []
  if (outcome === undefined) return null
  return { story, failure: outcome === 'passed' ? null : (why ?? 'It does not say why.') }
}
