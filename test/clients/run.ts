// `npm run test:clients [-- java tools librdkafka franz-go]`: the clients that npm does not bring, each against a server of its own that was just
// started. Prints what each story came to, and for a client that cannot be had here the reason. Not a part of `npm test`, because it needs what
// a machine need not have: Java and Maven, Python, Go, and their registries.
import { startServer } from '../support/server.ts'
import type { ClientSuite, StoryResult } from './client-suite.ts'
import { franzGo } from './franz-go/franz-go.ts'
import { java } from './java/java.ts'
import { librdkafka } from './librdkafka/librdkafka.ts'
import { tools } from './tools/tools.ts'

const SUITES: readonly ClientSuite[] = [java, tools, librdkafka, franzGo]

const counts = { passed: 0, failed: 0, skipped: 0 }

function tell({ story, failure }: StoryResult, sinceMs: number): void {
  const seconds = ((performance.now() - sinceMs) / 1000).toFixed(1)
  console.log(`  ${failure === null ? 'passed' : 'FAILED'}  ${story} (${seconds} s)`)
  if (failure !== null) console.log(failure.replace(/^/gm, '          '))
  counts[failure === null ? 'passed' : 'failed']++
}

async function runSuite({ name, prepare }: ClientSuite): Promise<void> {
  console.log(name)
  const prepared = await prepare()
  if (typeof prepared === 'string') {
    counts.skipped++
    console.log(`  skipped: ${prepared}`)
    return
  }
  const server = await startServer()
  try {
    let sinceMs = performance.now()
    await prepared(server, (result) => {
      tell(result, sinceMs)
      sinceMs = performance.now()
    })
  } finally {
    await server.stop()
  }
}

/** A suite that breaks is one failure, and the next client has its turn. */
async function runSafely(suite: ClientSuite): Promise<void> {
  const startMs = performance.now()
  try {
    await runSuite(suite)
  } catch (cause) {
    tell({ story: 'the suite itself', failure: cause instanceof Error ? (cause.stack ?? cause.message) : String(cause) }, startMs)
  }
}

const wanted = process.argv.slice(2)
const unknown = wanted.filter((name) => SUITES.every((suite) => suite.name !== name))
if (unknown.length > 0) {
  console.error(`There is no client ${unknown.join(', ')}. There are: ${SUITES.map(({ name }) => name).join(', ')}.`)
  process.exit(2)
}
for (const suite of SUITES.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) await runSafely(suite)
console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`)
process.exitCode = counts.failed === 0 ? 0 : 1
