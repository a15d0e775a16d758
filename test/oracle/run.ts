// `npm run oracle`: runs every oracle file of a folder (ORACLE_DIR, else the copies in test/oracle), prints per file what passed and
// failed, names every failing case, and ends with exit code 1 if there was any.

import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { oracleFiles, runFile } from './harness.ts'

const folder = process.env['ORACLE_DIR'] ?? dirname(fileURLToPath(import.meta.url))
let passed = 0
let failed = 0

for (const file of oracleFiles(folder)) {
  const result = runFile(folder, file)
  if (!result.ran) {
    console.log(`${file}: not run yet: ${result.reason}`)
    continue
  }
  console.log(`${file}: ${result.passed} passed, ${result.failed.length} failed`)
  for (const failure of result.failed) console.log(`  failed: ${failure.case}\n    ${failure.reason}`)
  passed += result.passed
  failed += result.failed.length
}

if (passed + failed === 0) console.log(`No oracle file was run in ${folder}.`)
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed > 0 || passed === 0 ? 1 : 0
