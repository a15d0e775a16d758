// `samsa`: the command line. See cli/samsa.mjs for how it is started, and `samsa --help` for what it does.

import { EXIT_INTERRUPTED } from './command/command-error.ts'
import { runCommand } from './command/run-command.ts'
import { onParentDeath } from './parent.ts'

/** A terminal and whoever started us both deliver one Ctrl-C, so the same press arrives twice within moments. A later one is a second press. */
const SAME_PRESS_MS = 500

const stopping = new AbortController()
let stoppingSinceMs: number | null = null

function stop(): void {
  const nowMs = Date.now()
  if (stoppingSinceMs !== null && nowMs - stoppingSinceMs > SAME_PRESS_MS) process.exit(EXIT_INTERRUPTED)
  stoppingSinceMs ??= nowMs
  stopping.abort()
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop)
onParentDeath(stop)
// A reader that is gone is found out by whoever writes next.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined)

const { env: environment, stdin: input, stdout: output, stderr: errors } = process
process.exitCode = await runCommand(process.argv.slice(2), { environment, input, output, errors, stopped: stopping.signal })
// A keyboard that nobody reads any more would keep the process.
input.destroy()
