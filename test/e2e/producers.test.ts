// The command lines of docs/producers.md on the real server, one after another as a reader would paste them, and transactions over a restart.
import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { root } from '../house/source-files.ts'
import { ask, makeSandbox } from '../support/api-client.ts'
import type { MadeSandbox } from '../support/api-client.ts'
import { startServer } from '../support/server.ts'
import type { Server } from '../support/server.ts'

const run = promisify(execFile)
let server: Server
let sandbox: MadeSandbox

beforeAll(async () => {
  server = await startServer()
  sandbox = await makeSandbox(server.origin)
})

afterAll(() => server.stop())

/** Blocks of code are indented by four spaces; a line that ends in a backslash goes on. */
function commandsOf(document: string): string[] {
  const text = readFileSync(join(root, 'docs', document), 'utf8').replaceAll('\\\n', '')
  return text.split('\n').flatMap((line) => (line.startsWith('    curl ') ? [line.trim()] : []))
}

/** The answer to a command, with its status on a line of its own behind it. */
async function paste(command: string): Promise<{ status: number; text: string }> {
  const settings = `V3='${server.origin}/v3/clusters/${sandbox.id}'; AUTH='Authorization: Bearer ${sandbox.owner}'; JSON='Content-Type: application/json'`
  const { stdout } = await run('bash', ['-c', `${settings}; ${command.replace(/^curl /, "curl -s -m 10 -w '\\n%{http_code}' ")}`])
  const lines = stdout.trimEnd().split('\n')
  return { status: Number(lines.at(-1)), text: lines.slice(0, -1).join('\n') }
}

describe('docs/producers.md', () => {
  it('works by pasting its command lines', async () => {
    const commands = commandsOf('producers.md')
    expect(commands).toHaveLength(7)
    for (const command of commands) {
      const { status, text } = await paste(command)
      expect([command, status < 300, text]).toEqual([command, true, text])
    }
  })

  it('has the same command lines in Chinese', () => {
    expect(commandsOf('producers.zh-CN.md')).toEqual(commandsOf('producers.md'))
  })
})

it('a transaction, its producer and its retries survive the death of the server', async () => {
  const { id, owner: key } = await makeSandbox(server.origin)
  const v3 = (method: string, path: string, asked = {}) => ask(server.origin, method, `/v3/clusters/${id}${path}`, { key, ...asked })
  await v3('POST', '/topics', { json: { topic_name: 't', partitions_count: 1 } })
  const body = JSON.stringify({ topic_name: 't', value: { type: 'STRING', data: 'one' } })
  const headers = { 'Content-Type': 'application/json' }
  const begun = await v3('POST', '/transactions', { json: { transactional_id: 'tx' } })
  expect(begun.status).toBe(201)
  const producer = { 'Producer-Id': String(begun.json['producer_id']), 'Producer-Epoch': String(begun.json['producer_epoch']) }
  const send = () => v3('POST', '/transactions/tx/records', { body, headers: { ...headers, ...producer, 'Producer-Seq': '0' } })
  expect((await send()).status).toBe(200)
  await server.kill('SIGKILL')
  server = await startServer({ dataDir: server.dataDir })
  const again = await send()
  expect(again.headers.get('Producer-Duplicate')).toBe('true')
  expect((await v3('POST', '/transactions/tx:commit', { headers: producer })).status).toBe(200)
  const { json } = await v3('GET', '/topics/t/records?isolation=read_committed')
  expect(json['records']).toHaveLength(1)
})
