// `npm run docs:protocol`: writes docs/protocol.md and its Chinese twin from the APIs that are served. The test that holds the pages to the code
// writes them when it is told to.

import { runTool } from './run-tool.ts'

const { code } = await runTool('vitest', ['run', '--project', 'pure', 'test/house/protocol-page.test.ts', '--update'], { output: 'show' })
process.exitCode = code
