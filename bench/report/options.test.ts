// The few ways to call the benchmark.

import { describe, expect, it } from 'vitest'
import { PARTS, readBenchOptions } from './options.ts'

const alone = PARTS.filter((part) => part !== 'against')

describe('readBenchOptions', () => {
  it('runs everything unless told otherwise', () => {
    expect(readBenchOptions([])).toEqual({ quick: false, write: false, parts: alone, against: null })
    expect(readBenchOptions(['--quick', '--write'])).toEqual({ quick: true, write: true, parts: alone, against: null })
    expect(readBenchOptions(['--only', 'raw', '--quick'])).toEqual({ quick: true, write: false, parts: ['raw'], against: null })
  })

  it('compares with an earlier commit when one is named', () => {
    expect(readBenchOptions(['--against', 'HEAD~3', '--write'])).toEqual({ quick: false, write: true, parts: PARTS, against: 'HEAD~3' })
    const args = ['--only', 'against', '--against', '54bad20']
    expect(readBenchOptions(args)).toEqual({ quick: false, write: false, parts: ['against'], against: '54bad20' })
  })

  it.each([[['--fast']], [['--only']], [['--only', 'all']], [['raw']], [['--against']], [['--against', '--quick']]])(
    'refuses %j',
    (args) => {
      expect(readBenchOptions(args)).toEqual({ error: expect.stringContaining('Usage') })
    },
  )

  it('does not write the results of a part', () => {
    expect(readBenchOptions(['--only', 'raw', '--write'])).toEqual({ error: expect.stringContaining('exclude') })
  })

  it('does not compare with a commit that nobody has named', () => {
    expect(readBenchOptions(['--only', 'against'])).toEqual({ error: expect.stringContaining('needs a commit') })
  })
})
