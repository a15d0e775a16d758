// `npm run check`: everything that a machine can say about the sources without running them. Prints one line for each tool, and the whole
// output of those that found something. Ends with exit code 1 if any did.

import { availableParallelism } from 'node:os'
import { runTool } from './run-tool.ts'

type Check = { readonly name: string; readonly command: string; readonly args: readonly string[] }

/** One tsconfig for each layer: what a layer may use of the platform is written there. */
const typedLayers = [
  'schema',
  'durable/engine',
  'durable/sim',
  'durable',
  'worker',
  'cli',
  'cli/local',
  'web',
  'bench/workerd',
  'test',
  'test/browser',
]
const sourceFolders = ['schema', 'durable', 'worker', 'cli', 'web', 'test', 'bench']

const checks: readonly Check[] = [
  { name: 'format', command: 'oxfmt', args: ['--check'] },
  { name: 'lint', command: 'oxlint', args: ['--deny-warnings', '--type-aware'] },
  ...typedLayers.map((layer) => ({ name: `types of ${layer}`, command: 'tsc', args: ['-p', `${layer}/tsconfig.json`] })),
  { name: 'boundaries', command: 'depcruise', args: ['--config', '.dependency-cruiser.cjs', ...sourceFolders] },
  { name: 'unused code', command: 'knip', args: [] },
  { name: 'size of the page', command: 'node', args: ['cli/page-budget.ts'] },
]

async function runCheck(check: Check): Promise<boolean> {
  const startMs = performance.now()
  const { code, output } = await runTool(check.command, check.args, { output: 'keep' })
  const seconds = ((performance.now() - startMs) / 1000).toFixed(1)
  console.log(`${code === 0 ? 'ok    ' : 'FAILED'} ${check.name} (${seconds} s)`)
  if (code !== 0) console.log(`\n${output.trimEnd() || `${check.command} ended with exit code ${code} and said nothing.`}\n`)
  return code === 0
}

/** As many at once as there are cores: the tools are bound by the processor. */
async function runAll(waiting: Check[]): Promise<number> {
  let failures = 0
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      if (!(await runCheck(next))) failures += 1
    }
  }
  await Promise.all(Array.from({ length: availableParallelism() }, worker))
  return failures
}

const failures = await runAll([...checks])
console.log(failures === 0 ? `All ${checks.length} checks are ok.` : `${failures} of ${checks.length} checks failed.`)
process.exitCode = failures === 0 ? 0 : 1
