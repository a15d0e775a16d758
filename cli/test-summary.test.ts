// The last line of `npm test`.

import { describe, expect, it } from 'vitest'
import { summarize } from './test-summary.ts'

const report = { numTotalTests: 3, numPassedTests: 2, numFailedTests: 1, numPendingTests: 0, numTodoTests: 0, testResults: [] }

describe('summarize', () => {
  it('counts passed and failed tests', () => {
    expect(summarize(report)).toBe('2 passed, 1 failed')
  })

  it('counts skipped tests and todos only if there are any', () => {
    expect(summarize({ ...report, numPendingTests: 1, numTodoTests: 1 })).toBe('2 passed, 1 failed, 2 skipped')
  })

  it('counts a file that could not be loaded as a failure', () => {
    const testResults = [
      { status: 'failed', assertionResults: [] },
      { status: 'passed', assertionResults: [] },
      { status: 'failed', assertionResults: [{}] },
    ]
    expect(summarize({ ...report, testResults })).toBe('2 passed, 2 failed')
  })
})
