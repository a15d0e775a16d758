// Proves wrangler.toml without a network: wrangler reads it, bundles the Worker and lists its bindings.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { root, runTool } from './run-tool.ts'

/** wrangler alone needs a second or two to load, and other tests run beside this one. */
const TIMEOUT_MS = 60_000

describe('npm run deploy', () => {
  it(
    'builds in a dry run what would be deployed, with all bindings',
    async () => {
      const { code, output } = await runTool('node', ['cli/deploy.ts', '--dry-run'], { output: 'keep' })
      expect(code, output).toBe(0)
      for (const binding of ['env.SANDBOX', 'env.DB', 'env.CREATE_LIMITER']) expect(output).toContain(binding)
      const bundle = readFileSync(join(root, 'dist/deploy/index.js'), 'utf8')
      expect(bundle).toMatch(/export \{[^}]*\bSandbox\b/)
    },
    TIMEOUT_MS,
  )

  it('explains itself when it is called with something else', async () => {
    const { code, output } = await runTool('node', ['cli/deploy.ts', '--dryrun'], { output: 'keep' })
    expect({ code, output }).toEqual({ code: 1, output: 'Usage: npm run deploy [-- --dry-run]\n' })
  })
})
