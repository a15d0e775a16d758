// `node cli/build-command.ts`: the command `samsa` as one file of JavaScript, dist/samsa.js, for a package that is installed: Node.js reads no
// TypeScript below node_modules. npm runs it before it packs; a checkout runs the sources (cli/samsa.mjs). Packages stay packages.

import { join } from 'node:path'
import { build } from 'esbuild'

const root = join(import.meta.dirname, '..')

await build({
  entryPoints: [join(root, 'cli/samsa.ts')],
  outfile: join(root, 'dist/samsa.js'),
  absWorkingDir: root,
  bundle: true,
  format: 'esm',
  platform: 'node',
  // What package.json asks for.
  target: 'node20',
  packages: 'external',
  logLevel: 'warning',
})
