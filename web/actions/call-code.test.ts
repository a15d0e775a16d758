import { describe, expect, it } from 'vitest'
import { execFileSync } from 'node:child_process'
import { callCode } from './call-code.ts'
import type { ApiCall } from '../data/api.ts'

const place = { origin: 'http://localhost:8787', key: null }
const kill: ApiCall = { method: 'POST', path: '/v1/sandboxes/abc/brokers/1:kill' }
const nasty = `it's "q" $HOME \`id\` \\ \n 你好`
const produce: ApiCall = { method: 'POST', path: '/v3/x', body: { value: { type: 'STRING', data: nasty }, atomic: true, key: null } }

describe('curl', () => {
  it('names the key by a variable, and the method where curl would take another', () => {
    expect(callCode('curl', kill, place)).toBe(
      `curl \\\n  -X POST \\\n  -H "Authorization: Bearer $KEY" \\\n  'http://localhost:8787/v1/sandboxes/abc/brokers/1:kill'`,
    )
  })

  it('has the key itself where it is asked to', () => {
    expect(callCode('curl', kill, { ...place, key: 'samsa_own_x' })).toContain(`-H 'Authorization: Bearer samsa_own_x'`)
  })

  it('gives a shell the body as it is, whatever stands in it', () => {
    const code = callCode('curl', produce, place).replace(/^curl/u, `printf '%s\\n'`)
    const printed = execFileSync('sh', ['-c', code], { env: { KEY: 'k' }, encoding: 'utf8' })
    expect(printed).toContain(JSON.stringify(produce.body))
    expect(printed).toContain('Authorization: Bearer k')
  })
})

describe('JavaScript', () => {
  it('is a program that sends the body', () => {
    const code = callCode('javascript', produce, { ...place, key: 'k' })
    const program = `globalThis.fetch = (url, init) => { console.log(JSON.stringify({ url, ...init })); return { status: 200, text: () => '' } }\n${code}`
    const [sent] = execFileSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' }).split('\n')
    expect(JSON.parse(sent ?? '')).toEqual({
      url: 'http://localhost:8787/v3/x',
      method: 'POST',
      headers: { Authorization: 'Bearer k', 'Content-Type': 'application/json' },
      body: JSON.stringify(produce.body),
    })
  })

  it('needs no method to read', () => {
    expect(callCode('javascript', { method: 'GET', path: '/v1/x' }, place)).not.toContain('method')
  })
})

describe('Python', () => {
  it('writes true, false and null as Python does', () => {
    const code = callCode('python', { method: 'PUT', path: '/x', body: { a: true, b: [false, null, 1.5] } }, place)
    expect(code).toContain('json.dumps({"a": True, "b": [False, None, 1.5]})')
    expect(code).toContain('import json\nimport os\nimport urllib.request')
  })

  it('imports nothing that it does not use', () => {
    expect(callCode('python', kill, { ...place, key: 'k' })).toMatch(/^import urllib\.request\n/u)
  })
})

describe('Java', () => {
  it('sends no body where there is none', () => {
    expect(callCode('java', kill, place)).toContain('.method("POST", BodyPublishers.noBody())')
  })

  it('writes the body as one string', () => {
    const code = callCode('java', { method: 'PATCH', path: '/x', body: { value: 'a"b' } }, place)
    expect(code).toContain(String.raw`BodyPublishers.ofString("{\"value\":\"a\\\"b\"}")`)
  })
})
