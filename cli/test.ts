// `npm test [vitest's own arguments]`: runs all test projects once and ends with a plain line of counts, with vitest's exit code.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildPage } from './build-page.ts'
import { installChromium } from './chromium.ts'
import { runTool } from './run-tool.ts'
import { summarize, type VitestReport } from './test-summary.ts'

const folder = mkdtempSync(join(tmpdir(), 'samsa-test-'))
const reportFile = join(folder, 'report.json')
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))

// Before the tests start beside each other: the servers of the tests then find it built, and the tests of workerd find the folder.
const page = await buildPage()
if ('error' in page) console.log(page.error)

const noBrowser = await installChromium()
if (noBrowser !== null) console.log(`The tests in a browser are skipped. ${noBrowser}`)

const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${reportFile}`]
const { code } = await runTool('vitest', ['run', ...reporters, ...process.argv.slice(2)], { output: 'show' })
console.log(lastLine(code))
process.exitCode = code

/** A vitest that ends before it has a report, by a signal or a broken configuration, is one failure and never a silence. */
function lastLine(exitCode: number): string {
  let text: string
  try {
    text = readFileSync(reportFile, 'utf8')
  } catch (error) {
    console.log(`vitest ended with exit code ${exitCode} and left no report: ${error instanceof Error ? error.message : String(error)}`)
    return '0 passed, 1 failed'
  }
  return summarize(JSON.parse(text) as VitestReport)
}
