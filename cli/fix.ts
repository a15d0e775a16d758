// `npm run fix`: lets the formatter and the linter repair what they can. `npm run check` tells what is left.

import { runTool } from './run-tool.ts'

const lint = await runTool('oxlint', ['--fix', '--type-aware'], { output: 'show' })
const format = await runTool('oxfmt', ['--write'], { output: 'show' })
process.exitCode = lint.code || format.code
