// The two catalogues. That no line is missing is checked by the compiler; this is about what stands in the lines.

import { describe, expect, it } from 'vitest'
import { COMMAND_OPTIONS } from './flags.ts'
import { stringsFor, stringsNamed } from './language.ts'
import { english } from './strings.en.ts'
import { chinese } from './strings.zh-cn.ts'

const catalogues = [
  ['en', english],
  ['zh-CN', chinese],
] as const

describe.each(catalogues)('the help in %s', (_, { help }) => {
  it.each(Object.entries(COMMAND_OPTIONS))('of %s names all its options', (name, options) => {
    const text = help[name as keyof typeof COMMAND_OPTIONS]
    for (const option of ['sandbox', 'server', 'json', 'lang', 'help', ...Object.keys(options)]) expect(text).toContain(`--${option}`)
    for (const { short } of Object.values(options) as { short?: string }[]) if (short !== undefined) expect(text).toContain(`-${short}, --`)
  })

  it('names all commands', () => {
    for (const name of Object.keys(COMMAND_OPTIONS)) expect(help.main).toContain(`\n  ${name}`)
  })
})

describe('a line', () => {
  const sentences = Object.entries(english).flatMap(([name, line]) => (typeof line === 'function' ? [[name, line] as const] : []))

  it.each(sentences)('%s says what it was given, in both languages', (name, sentence) => {
    const given = Array.from({ length: sentence.length }, (_, index) => `<${index}>`)
    for (const catalogue of [english, chinese] as unknown as Record<string, (...given: string[]) => string>[]) {
      for (const value of given) expect(catalogue[name]!(...given)).toContain(value)
    }
  })
})

describe('the language', () => {
  it('is that of the locale, of which LC_ALL counts before LC_MESSAGES and LANG', () => {
    expect(stringsFor({ LANG: 'zh_CN.UTF-8' })).toBe(chinese)
    expect(stringsFor({ LANG: 'zh' })).toBe(chinese)
    expect(stringsFor({ LANG: 'en_US.UTF-8', LC_ALL: 'zh_TW' })).toBe(chinese)
    expect(stringsFor({ LANG: 'zh_CN.UTF-8', LC_MESSAGES: 'C' })).toBe(english)
    expect(stringsFor({ LANG: 'zhx' })).toBe(english)
    expect(stringsFor({})).toBe(english)
  })

  it('may be named', () => {
    expect(stringsNamed('zh-CN')).toBe(chinese)
    expect(stringsNamed('fr')).toBeNull()
  })
})
