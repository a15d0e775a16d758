#!/usr/bin/env node
// The command `samsa`. In a checkout it runs the sources, by the bootstrap that every npm script goes through; an installed package has them as one
// file, because Node.js reads no TypeScript below node_modules. Plain JavaScript, for any Node.js from 20 on.

import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

if (existsSync(fileURLToPath(new URL('samsa.ts', import.meta.url)))) {
  process.argv.splice(2, 0, 'cli/samsa.ts')
  await import('./bootstrap.mjs')
} else {
  await import('../dist/samsa.js')
}
