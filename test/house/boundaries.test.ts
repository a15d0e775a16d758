// A boundary check that reads no TypeScript finds nothing wrong, ever. So forbidden imports are planted in a copy of the house, and the
// check of `npm run check` has to find them.

import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { temporaryDirectory } from '../support/server.ts'
import { root } from './source-files.ts'

/** Runs the boundary check over a small house with these files and gives the rules that were broken, as `rule: from → to`. */
function brokenRules(files: Readonly<Record<string, string>>): string[] {
  const house = temporaryDirectory()
  for (const name of ['.dependency-cruiser.cjs', 'tsconfig.json', 'tsconfig.base.json']) copyFileSync(join(root, name), join(house, name))
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(house, dirname(path)), { recursive: true })
    writeFileSync(join(house, path), text)
  }
  const folders = [...new Set(Object.keys(files).map((path) => path.split('/')[0] ?? ''))]
  const program = join(root, 'node_modules/.bin/depcruise')
  const { stdout, stderr } = spawnSync(program, ['--config', '.dependency-cruiser.cjs', '--output-type', 'json', ...folders], {
    cwd: house,
    encoding: 'utf8',
  })
  expect(stderr).toBe('')
  type Violation = { rule: { name: string }; from: string; to: string }
  const { summary } = JSON.parse(stdout) as { summary: { violations: Violation[] } }
  return summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`)
}

describe('the boundary check', () => {
  it('lets a layer use what stands below it', () => {
    const files = {
      'schema/kafka/murmur2.ts': 'export const murmur2 = 1\n',
      'durable/engine/decide.ts': "import { murmur2 } from '../../schema/kafka/murmur2.ts'\nexport const decide = murmur2\n",
      'durable/shell/runtime.ts': "import { decide } from '../engine/decide.ts'\nexport const runtime = decide\n",
    }
    expect(brokenRules(files)).toEqual([])
  })

  it('finds an engine that reaches up, even for a type only', () => {
    const files = {
      'durable/shell/journal.ts': 'export type Journal = string\n',
      'durable/engine/apply.ts': "import type { Journal } from '../shell/journal.ts'\nexport type Apply = Journal\n",
    }
    expect(brokenRules(files)).toEqual(['durable-engine-keeps-to-its-layer: durable/engine/apply.ts → durable/shell/journal.ts'])
  })

  it('lets the edge know the object by its type, and by nothing else', () => {
    const files = {
      'durable/sandbox.ts': 'export class Sandbox {}\n',
      'worker/routes.ts': "import type { Sandbox } from '../durable/sandbox.ts'\nexport type Stub = Sandbox\n",
      'worker/trick.ts': "import { Sandbox } from '../durable/sandbox.ts'\nexport const trick = new Sandbox()\n",
    }
    expect(brokenRules(files)).toEqual(['worker-keeps-to-its-layer: worker/trick.ts → durable/sandbox.ts'])
  })

  it('finds modules that import each other', () => {
    const files = {
      'cli/a.ts': "import { b } from './b.ts'\nexport const a = (): number => b()\n",
      'cli/b.ts': "import { a } from './a.ts'\nexport const b = (): number => a()\n",
    }
    expect(brokenRules(files)).toEqual(['no-circular: cli/a.ts → cli/b.ts'])
  })
})
