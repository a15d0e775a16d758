// The README's demonstration on real input: the history of this repository as JSON lines, piped into a topic with one curl, comes back from
// the NDJSON reader in the same order in every partition and with equal bytes.
import { execFileSync, spawn } from 'node:child_process'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startServer } from '../support/server.ts'
import type { Server } from '../support/server.ts'

const missing = ['git', 'curl'].filter((tool) => !isInstalled(tool))
if (missing.length > 0) console.log(`skipped: ${missing.join(' and ')} is not installed`)

let server: Server
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.stop())

it.skipIf(missing.length > 0)('brings the git log back in order and byte for byte', async () => {
  const lines = historyAsJsonLines()
  await createTopic('git-log', 3)
  const reports = await pipeThroughCurl(lines.join('\n'), ['-T', '-', '-H', 'Content-Type: application/json', urlOf('git-log')])
  const offsets = reports.trim().split('\r\n')
  expect(offsets).toHaveLength(lines.length)
  expect(offsets.map((line) => (JSON.parse(line) as { error_code: number }).error_code)).toEqual(lines.map(() => 200))

  const read = await pipeThroughCurl('', ['-H', 'Accept: application/x-ndjson', `${urlOf('git-log')}?as=json`])
  const back = read.trim().split('\n')
  expect(back).toHaveLength(lines.length)
  for (let partition = 0; partition < 3; partition++) {
    const sent = lines.filter((_, index) => (JSON.parse(offsets[index] ?? '') as { partition_id: number }).partition_id === partition)
    const got = back.filter((line) => (JSON.parse(line) as { partition_id: number }).partition_id === partition)
    expect(got.map(payloadOf)).toEqual(sent.map(payloadOf))
  }
})

it.skipIf(missing.length > 0)('copies a topic with one curl piped into another', async () => {
  await createTopic('copy-from', 1)
  await createTopic('copy-to', 1)
  await pipeThroughCurl('{"key":{"type":"STRING","data":"k"},"value":{"type":"JSON","data":{"big":12345678901234567890}}}\n{}', [
    '-T',
    '-',
    urlOf('copy-from'),
  ])
  const read = await pipeThroughCurl('', ['-H', 'Accept: application/x-ndjson', urlOf('copy-from')])
  await pipeThroughCurl(read, ['-T', '-', '-H', 'Content-Type: application/json', urlOf('copy-to')])
  const copied = await pipeThroughCurl('', ['-H', 'Accept: application/x-ndjson', urlOf('copy-to')])
  expect(copied.replaceAll('copy-to', 'copy-from')).toBe(read)
})

function isInstalled(tool: string): boolean {
  try {
    execFileSync(tool, ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

/** Every commit as a record: its author is the key, so one author's commits keep their order. */
function historyAsJsonLines(): string[] {
  const log = execFileSync('git', ['log', '--reverse', '--format=%H%x09%an%x09%aI%x09%s'], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  })
  return log
    .trim()
    .split('\n')
    .map((line) => {
      const [commit, author = '', date, ...subject] = line.split('\t')
      const data = { commit, date, subject: subject.join('\t') }
      return JSON.stringify({ key: { type: 'STRING', data: author }, value: { type: 'JSON', data } })
    })
}

/** Key and value as the text that stands in the line, so that equal means equal bytes. */
function payloadOf(line: string): string {
  return /"key":.*?"value":(.*)\}$/.exec(line)?.[0] ?? line
}

function urlOf(topic: string): string {
  return `${server.origin}/v3/clusters/${server.sandbox.id}/topics/${topic}/records`
}

async function createTopic(name: string, partitions: number): Promise<void> {
  const response = await fetch(`${server.origin}/v3/clusters/${server.sandbox.id}/topics`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${server.sandbox.ownerKey}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ topic_name: name, partitions_count: partitions }),
  })
  expect(response.status).toBe(201)
}

function pipeThroughCurl(input: string, args: readonly string[]): Promise<string> {
  const method = args.includes('-T') ? ['-X', 'POST'] : []
  const curl = spawn('curl', ['-sN', '--fail-with-body', ...method, '-H', `Authorization: Bearer ${server.sandbox.ownerKey}`, ...args])
  curl.stdin.end(input)
  return new Promise((resolve, reject) => {
    let output = ''
    curl.stdout.on('data', (part: Buffer) => (output += part.toString('utf8')))
    curl.on('close', (code) => (code === 0 ? resolve(output) : reject(new Error(`curl ended with ${code}: ${output}`))))
  })
}
