// The house's own rules, as far as a machine can see them. Each failure names the file and what to do about it.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { root, sourceFiles } from './source-files.ts'

/** A file that is longer than this is about two things. The healthy size is 100 to 300 lines. */
const MOST_LINES = 450
const files = sourceFiles()
const tests = files.filter((file) => file.isTest)
// The brackets keep this line from finding itself.
const unfinished = /\b(T[O]DO|F[I]XME|X[X]X|H[A]CK)\b/

/** `path:line` of every line that a pattern matches. */
function places(among: typeof files, pattern: RegExp): string[] {
  return among.flatMap(({ path, text }) => text.split('\n').flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1}`] : [])))
}

/** All ids such as LOG3 in the parts of a text that a pattern matches. */
function ruleIds(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].flatMap((found) => [...found[0].matchAll(/[A-Z]{3}\d+/g)].map(([id]) => id))
}

describe('every source file', () => {
  it('is finished: no note to do it later', () => {
    expect(places(files, unfinished)).toEqual([])
  })

  it('opens with a comment that says what it is and why, unless it is a test beside its subject or the strings of a part of the page', () => {
    const silent = files.filter(({ text }) => !/^(#!.*\n)?(\/\/|\/\*)/.test(text)).map(({ path }) => path)
    expect(silent.filter((path) => !/\.test\.ts$|^web\/\w+\/text\.ts$/.test(path))).toEqual([])
  })

  it(`has at most ${MOST_LINES} lines, unless it is a test`, () => {
    expect(files.filter(({ isTest, text }) => !isTest && text.split('\n').length > MOST_LINES).map(({ path }) => path)).toEqual([])
  })
})

describe('every test', () => {
  it('runs: none is left out, none runs alone', () => {
    expect(places(tests, /\b(it|test|describe)\.(only|skip|todo)\b/)).toEqual([])
  })

  it('waits for events and never for time', () => {
    expect(places(tests, /await .*\bsetTimeout\(|\bsleep\(/)).toEqual([])
  })
})

// A rule in SPEC.md is a line such as `- **LOG3** A segment rolls when …`.
describe('durable/engine/SPEC.md', () => {
  const spec = new Set(ruleIds(readFileSync(join(root, 'durable/engine/SPEC.md'), 'utf8'), /^- \*\*[A-Z]{3}\d+\*\*/gm))
  // The title of a test starts with the ids of its rules, each in square brackets.
  const tested = new Set(tests.flatMap(({ text }) => ruleIds(text, /\(\s*['"`](\[[A-Z]{3}\d+\]\s*)+/g)))

  it('has rules', () => {
    expect(spec.size).toBeGreaterThan(0)
  })

  it('has a test for each of its rules', () => {
    expect([...spec].filter((id) => !tested.has(id))).toEqual([])
  })

  it('knows each rule that a test names', () => {
    expect([...tested].filter((id) => !spec.has(id))).toEqual([])
  })
})
