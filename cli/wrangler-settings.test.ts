// wrangler.toml and the local server must describe the same Worker.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { workerdConfig } from './local/workerd-config.ts'
import { parseWranglerSettings, readWranglerSettings } from './wrangler-settings.ts'

const toml = readFileSync(join(import.meta.dirname, '../wrangler.toml'), 'utf8')

describe('wrangler.toml', () => {
  it('asserts that each setting stands there exactly once', () => {
    expect(() => parseWranglerSettings('main = "a"\nmain = "b"\ncompatibility_date = "c"\ndatabase_id = "d"')).toThrow('main exactly once')
    expect(() => parseWranglerSettings('main = "a"\ncompatibility_date = "c"')).toThrow('database_id exactly once')
  })

  it('gives its compatibility date to the local server', () => {
    const { compatibilityDate } = readWranglerSettings()
    expect(compatibilityDate).toMatch(/^\d{4}-\d{2}-\d{2}$/)
    const local = workerdConfig({ host: 'localhost', port: 1, compatibilityDate, objectsDirectory: '/a', d1Directory: '/b' })
    expect([...local.matchAll(/compatibilityDate = "(.*)"/g)].map((found) => found[1])).toEqual([compatibilityDate, compatibilityDate])
  })

  it('has every binding that the local server gives to the Worker, except the secret', () => {
    const local = workerdConfig({ host: 'localhost', port: 1, compatibilityDate: '', objectsDirectory: '/a', d1Directory: '/b' })
    const worker = /const main [\s\S]*?\n\);/.exec(local)?.[0] ?? ''
    const names = [...worker.matchAll(/\(name = "([A-Z_]+)"/g)].map((found) => found[1])
    expect(names).toEqual(['SIGNING_SECRET', 'SANDBOX', 'DB'])
    for (const name of ['SANDBOX', 'DB']) expect(toml).toMatch(new RegExp(`^(name|binding) = "${name}"$`, 'm'))
  })

  it('names the class of the object in the binding and in the migration', () => {
    expect(toml).toContain('class_name = "Sandbox"')
    expect(toml).toContain('new_sqlite_classes = ["Sandbox"]')
  })
})
