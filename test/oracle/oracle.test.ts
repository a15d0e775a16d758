import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { difference } from './case-result.ts'
import { oracleFiles, runFile } from './harness.ts'

const folder = dirname(fileURLToPath(import.meta.url))

describe('the oracle: what the real Kafka classes answer', () => {
  for (const file of oracleFiles(folder)) {
    it(`agrees with every case of ${file}`, (context) => {
      const result = runFile(folder, file)
      if (!result.ran) context.skip(`not run yet: ${result.reason}`)
      if (!result.ran) return
      expect(result.failed.map((failure) => `${failure.case}: ${failure.reason}`)).toEqual([])
      expect(result.passed).toBeGreaterThan(0)
    })
  }
})

describe('the comparison', () => {
  it('names the place and both values of the first difference', () => {
    expect(difference({ records: [{ offset: 1 }] }, { records: [{ offset: 2 }] })).toBe('records[0].offset: expected 1, actual 2')
    expect(difference([1, 2], [1])).toBe('expected [1,2], actual [1]')
    expect(difference({ key: null }, { key: undefined })).toBe('key: expected null, actual undefined')
  })

  it('does not mind what the expectation does not name', () => {
    expect(difference({ offset: 1 }, { offset: 1, timestamp: 5 })).toBeNull()
  })
})
