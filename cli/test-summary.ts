// The last line of `npm test`, made from vitest's JSON report. People and machines read it: `12 passed, 0 failed, 1 skipped`.

export type VitestReport = {
  readonly numTotalTests: number
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly numPendingTests: number
  readonly numTodoTests: number
  readonly testResults: readonly { readonly status: string; readonly assertionResults: readonly unknown[] }[]
}

/**
 * Counts of the report as one plain line. A file that could not even be loaded has no tests to count, so it counts as one failure itself;
 * otherwise a broken import would read as "0 failed".
 */
export function summarize(report: VitestReport): string {
  const brokenFiles = report.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0).length
  const skipped = report.numPendingTests + report.numTodoTests
  const counted = `${report.numPassedTests} passed, ${report.numFailedTests + brokenFiles} failed`
  return skipped === 0 ? counted : `${counted}, ${skipped} skipped`
}
