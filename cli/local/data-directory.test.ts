// The folder of the local server belongs to one process at a time, and its secret stays the same.

import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { temporaryDirectory } from '../../test/support/server.ts'
import { openDataDirectory } from './data-directory.ts'

/** Opens a folder in a process of its own, which ends at once, and gives what it saw. */
function openElsewhere(path: string): unknown {
  const module = JSON.stringify(join(import.meta.dirname, 'data-directory.ts'))
  const program = `import { openDataDirectory } from ${module}; console.log(JSON.stringify(openDataDirectory(${JSON.stringify(path)})))`
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '--eval', program], { encoding: 'utf8' })
  return JSON.parse(stdout)
}

describe('openDataDirectory', () => {
  it('makes the secret once', () => {
    const path = join(temporaryDirectory(), 'a', 'b')
    const first = openElsewhere(path)
    expect(first).toMatchObject({ signingSecret: expect.stringMatching(/^[\w-]{43}$/) })
    expect(openElsewhere(path)).toEqual(first)
  })

  it('keeps the folder from other processes', () => {
    const path = temporaryDirectory()
    expect(openDataDirectory(path)).not.toHaveProperty('error')
    expect(openElsewhere(path)).toEqual({ error: expect.stringContaining(`${path} is in use by another npm start.`) })
  })

  it('says in one line that the folder cannot be made', () => {
    expect(openDataDirectory('/dev/null/x')).toEqual({ error: expect.stringMatching(/^SAMSA_DATA cannot be used: .*$/) })
  })
})
