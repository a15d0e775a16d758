// `npm run deploy`: puts Samsa on Cloudflare, step by step, and stops with an explanation at the first step that a person has to do.
//   1. a login with wrangler
//   2. the id of the D1 database in wrangler.toml (made once with `wrangler d1 create samsa`)
//   3. the tables of the registry
//   4. the Worker, its objects and the static files, with a signing secret if the Worker has none yet
// `npm run deploy -- --dry-run` does none of this: it only builds to dist/deploy as Cloudflare would, which needs no network and no login.

import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildPage } from './build-page.ts'
import { runTool } from './run-tool.ts'
import { readWranglerSettings, UNSET_DATABASE_ID } from './wrangler-settings.ts'

/** Same size as the local one: 256 bits for HMAC-SHA-256. */
const SECRET_BYTES = 32

function fail(message: string): never {
  console.error(message)
  process.exit(1)
}

async function wrangler(...args: string[]): Promise<void> {
  const { code } = await runTool('wrangler', args, { output: 'show' })
  if (code !== 0) fail(`\nwrangler ${args.slice(0, 3).join(' ')} failed with exit code ${code}. Nothing after this step was done.`)
}

async function requireLogin(): Promise<void> {
  const { code, output } = await runTool('wrangler', ['whoami'], { output: 'keep' })
  // wrangler ends whoami with 0 even when nobody is logged in.
  if (code === 0 && !/not authenticated/i.test(output)) return
  fail(`${output.trimEnd()}\n\nLog in first: npx wrangler login (or set CLOUDFLARE_API_TOKEN and CLOUDFLARE_ACCOUNT_ID).`)
}

function requireDatabaseId(): void {
  if (readWranglerSettings().databaseId !== UNSET_DATABASE_ID) return
  fail('wrangler.toml has no D1 database yet. Run `npx wrangler d1 create samsa` once and copy the id it prints to database_id.')
}

/** A Worker keeps its secrets from deployment to deployment. Replacing this one would make every key that was given out invalid. */
async function hasSigningSecret(): Promise<boolean> {
  const { code, output } = await runTool('wrangler', ['secret', 'list', '--format', 'json'], { output: 'keep' })
  // Before the first deployment there is no Worker whose secrets could be listed. Any other failure must not lead to a new secret.
  const hasNoWorker = code !== 0 && /\b10007\b|does not exist|not found/i.test(output)
  if (code !== 0 && !hasNoWorker) fail(`${output.trimEnd()}\n\nThe secrets of the Worker cannot be listed.`)
  return output.includes('"SIGNING_SECRET"')
}

async function deployWithNewSecret(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'samsa-deploy-'))
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, 'secrets.json')
  writeFileSync(file, JSON.stringify({ SIGNING_SECRET: randomBytes(SECRET_BYTES).toString('base64url') }), { mode: 0o600 })
  await wrangler('deploy', '--secrets-file', file)
}

async function requirePage(): Promise<void> {
  const page = await buildPage()
  if ('error' in page) fail(page.error)
}

async function deploy(): Promise<void> {
  await requireLogin()
  requireDatabaseId()
  await wrangler('d1', 'migrations', 'apply', 'samsa', '--remote')
  if (await hasSigningSecret()) await wrangler('deploy')
  else await deployWithNewSecret()
}

const args = process.argv.slice(2)
await requirePage()
if (args.length === 0) await deploy()
else if (args.length === 1 && args[0] === '--dry-run') await wrangler('deploy', '--dry-run', '--outdir', 'dist/deploy')
else fail('Usage: npm run deploy [-- --dry-run]')
