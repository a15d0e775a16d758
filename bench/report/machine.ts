// The machine that a result was measured on. A ratio travels from machine to machine, a rate does not.

import { createRequire } from 'node:module'
import { availableParallelism, cpus, loadavg, release, totalmem, type } from 'node:os'

const GIB = 1024 ** 3

/** Lines of text, to be shown above the results. The load tells whether the machine was ours alone. */
export function describeMachine(): readonly string[] {
  const { version } = createRequire(import.meta.url)('workerd/package.json') as { version: string }
  return [
    `${cpus()[0]?.model.trim() ?? 'unknown processor'}, ${availableParallelism()} cores, ${(totalmem() / GIB).toFixed(0)} GiB of memory`,
    `${type()} ${release()}, Node.js ${process.version}, workerd ${version}`,
    `load average before the run: ${(loadavg()[0] ?? 0).toFixed(2)}; client and server share the cores`,
  ]
}
