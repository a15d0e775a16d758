// Runs oracle files: what the real Kafka classes answered, case by case. Knows nothing of terminals or test runners; run.ts and
// oracle.test.ts show the results.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { CaseResult, OracleFile, OracleKind } from './case-result.ts'
import { KINDS } from './kinds/table.ts'

export type FileResult =
  | { readonly file: string; readonly ran: true; readonly passed: number; readonly failed: readonly FailedCase[] }
  | { readonly file: string; readonly ran: false; readonly reason: string }

export type FailedCase = { readonly case: string; readonly reason: string }

/** The oracle files of a folder, by name. */
export function oracleFiles(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort()
}

/** Runs every case of one file. A file that cannot be read or holds no case of its kind is a failure: it would else look like success. */
export function runFile(folder: string, file: string): FileResult {
  const content = readOracleFile(folder, file)
  if (typeof content === 'string') return { file, ran: true, passed: 0, failed: [{ case: 'the file itself', reason: content }] }
  const kind = kindOf(file, content)
  if (kind === null) return { file, ran: false, reason: 'no runner knows this kind of file' }
  const results = runKind(kind, content)
  if (results.length === 0) return { file, ran: true, passed: 0, failed: [{ case: 'the file itself', reason: 'it holds no cases' }] }
  return { file, ran: true, passed: results.filter(({ reason }) => reason === null).length, failed: results.flatMap(failedCase) }
}

/** A file whose form is not the kind's fails as a whole and lets the other files run. */
function runKind(kind: OracleKind, content: OracleFile): CaseResult[] {
  try {
    return kind.run(content)
  } catch (error) {
    return [
      { case: 'the file itself', reason: `it is not of kind ${kind.name}: ${error instanceof Error ? error.message : String(error)}` },
    ]
  }
}

function failedCase({ case: name, reason }: CaseResult): FailedCase[] {
  return reason === null ? [] : [{ case: name, reason }]
}

/** The file's content, or why there is none. */
function readOracleFile(folder: string, file: string): OracleFile | string {
  try {
    const content: unknown = JSON.parse(readFileSync(join(folder, file), 'utf8'))
    return isOracleFile(content) ? content : 'it is not a JSON object'
  } catch (error) {
    return `it cannot be read: ${error instanceof Error ? error.message : String(error)}`
  }
}

function isOracleFile(content: unknown): content is OracleFile {
  return typeof content === 'object' && content !== null && !Array.isArray(content)
}

/** By the file's name, else by what it holds, so that a renamed or additional file of a known kind runs too. */
function kindOf(file: string, content: OracleFile): OracleKind | null {
  const byName = KINDS.find(({ name }) => isNamed(file, name))
  if (byName !== undefined) return byName
  return KINDS.find(({ keys }) => keys.length > 0 && keys.every((key) => key in content)) ?? null
}

function isNamed(file: string, kind: string): boolean {
  return file === `${kind}.json` || (file.startsWith(kind) && /^[-_.]/.test(file.slice(kind.length)))
}
