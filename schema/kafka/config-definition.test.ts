import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { configText, parseConfig } from './config-definition.ts'
import type { ConfigType } from './config-definition.ts'

function parse(type: ConfigType, text: string | null) {
  return parseConfig({ name: 'some.config', type, default: null, validator: null }, text)
}

describe('parseConfig', () => {
  it('reads back every LONG and INT exactly', () => {
    fc.assert(
      fc.property(fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n), fc.integer(), (long, int) => {
        expect(parse('LONG', `${long}`)).toEqual({ ok: true, value: long })
        expect(parse('INT', ` ${int} `)).toEqual({ ok: true, value: int })
      }),
    )
  })

  it('reads back every list of elements without commas and blanks', () => {
    const element = fc.stringMatching(/^[a-z*:0-9]{1,8}$/)
    fc.assert(
      fc.property(fc.array(element), fc.constantFrom(',', ' , ', '\t,\n'), (elements, comma) => {
        const parsed = parse('LIST', elements.join(comma))
        expect(parsed).toEqual({ ok: true, value: elements })
        expect(configText(elements, 'LIST')).toBe(`[${elements.join(', ')}]`)
      }),
    )
  })

  it('answers any text of any type', () => {
    fc.assert(
      fc.property(fc.constantFrom('INT', 'LONG', 'DOUBLE', 'BOOLEAN', 'STRING', 'LIST'), fc.string(), (type, text) => {
        const parsed = parse(type, text)
        if (!parsed.ok) expect(parsed.message).toContain(`Invalid value ${text} for configuration some.config: `)
      }),
    )
  })

  it('keeps a config without a value', () => {
    expect(parse('INT', null)).toEqual({ ok: true, value: null })
  })
})
