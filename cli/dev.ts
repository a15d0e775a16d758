// `npm run dev`: the Worker under wrangler, which builds again and reloads at each change of a source file. It is several times slower
// than `npm start` and keeps its data apart from it, in SAMSA_DATA/dev.

import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { openDataDirectory } from './local/data-directory.ts'
import { buildPage } from './build-page.ts'
import { readLocalOptions } from './local/options.ts'
import { runTool } from './run-tool.ts'

const options = readLocalOptions(process.env, process.cwd())
const data = 'error' in options ? options : openDataDirectory(join(options.dataDirectory, 'dev'))
if ('error' in options || 'error' in data) {
  console.error('error' in data ? data.error : 'The options cannot be read.')
  process.exit(1)
}

// Once before wrangler looks for the folder, and then again at each change.
const page = await buildPage()
if ('error' in page) {
  console.error(page.error)
  process.exit(1)
}
void runTool('vite', ['build', 'web', '--watch', '--outDir', '../dist/web'], { output: 'show' })

const wranglerDirectory = join(data.path, 'wrangler')
mkdirSync(wranglerDirectory, { recursive: true })
const args = ['dev', '--ip', options.host, '--port', String(options.port), '--persist-to', wranglerDirectory]
// A variable of the process wins over none in wrangler.toml; the deployed Worker has the secret of the same name.
const { code } = await runTool('wrangler', [...args, '--var', `SIGNING_SECRET:${data.signingSecret}`], { output: 'show' })
process.exitCode = code
