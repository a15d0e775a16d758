// The few ways to call the benchmark.

import { describe, expect, it } from 'vitest'
import { PARTS, readBenchOptions } from './options.ts'

describe('readBenchOptions', () => {
  it('runs everything unless told otherwise', () => {
    expect(readBenchOptions([])).toEqual({ quick: false, write: false, parts: PARTS })
    expect(readBenchOptions(['--quick', '--write'])).toEqual({ quick: true, write: true, parts: PARTS })
    expect(readBenchOptions(['--only', 'raw', '--quick'])).toEqual({ quick: true, write: false, parts: ['raw'] })
  })

  it.each([[['--fast']], [['--only']], [['--only', 'all']], [['raw']]])('refuses %j', (args) => {
    expect(readBenchOptions(args)).toEqual({ error: expect.stringContaining('Usage') })
  })

  it('does not write the results of a part', () => {
    expect(readBenchOptions(['--only', 'raw', '--write'])).toEqual({ error: expect.stringContaining('exclude') })
  })
})
