import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { oracleFiles, runFile } from './harness.ts'

let folder = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'oracle-'))
})

afterEach(() => rmSync(folder, { recursive: true }))

function run(file: string, content: unknown) {
  writeFileSync(join(folder, file), typeof content === 'string' ? content : JSON.stringify(content))
  return runFile(folder, file)
}

const RIGHT = { code: 1, name: 'OFFSET_OUT_OF_RANGE', retriable: false, refreshesMetadata: false }

describe('the oracle harness', () => {
  it('names the cases that fail, with what was expected', () => {
    const result = run('errors.json', { errors: [RIGHT, { ...RIGHT, retriable: true }] })
    expect(result).toMatchObject({ ran: true, passed: 1 })
    expect(result.ran && result.failed[0]).toEqual({ case: '1 OFFSET_OUT_OF_RANGE', reason: 'retriable: expected true, actual false' })
  })

  it('finds the kind by the name, by the beginning of the name, and by what a file holds', () => {
    for (const file of ['errors.json', 'errors-hidden.json', 'something.json']) {
      expect(run(file, { errors: [RIGHT] })).toEqual({ file, ran: true, passed: 1, failed: [] })
    }
    expect(oracleFiles(folder)).toEqual(['errors-hidden.json', 'errors.json', 'something.json'])
  })

  it('says of another kind that nobody knows it', () => {
    expect(run('unheard-of.json', {})).toEqual({ file: 'unheard-of.json', ran: false, reason: 'no runner knows this kind of file' })
  })

  it('fails for a file that cannot be read, has another form or holds nothing', () => {
    for (const content of ['{', '[]', '{}', '{"errors":5}', '{"errors":[]}']) {
      expect(run('errors.json', content)).toMatchObject({ ran: true, passed: 0, failed: [{ case: 'the file itself' }] })
    }
  })
})
