// The command `samsa` against the real server, as a person at a terminal or a script uses it.

import { once } from 'node:events'
import { mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { runCommand } from '../../cli/command/run-command.ts'
import { runProgram } from '../clients/program.ts'
import { spawnSamsa } from '../support/bridge.ts'
import { ask } from '../support/api-client.ts'
import { startServer, temporaryDirectory, type Server } from '../support/server.ts'

const root = join(import.meta.dirname, '../..')

/** Without the wait that a new group has in Kafka for more members. */
const CLUSTER = '{"configs":{"group.initial.rebalance.delay.ms":"0"}}'

let server: Server
let topicCount = 0
let topic = ''

type Ran = { readonly code: number; readonly out: string; readonly err: string }

beforeAll(async () => {
  server = await startServer({ env: { SAMSA_CLUSTER: CLUSTER } })
})
afterAll(() => server.stop())
beforeEach(() => {
  topic = `topic-${++topicCount}`
})

function environment(): Record<string, string> {
  return { SAMSA_URL: server.origin, SAMSA_KEY: server.sandbox.ownerKey, SAMSA_DATA: '/nowhere' }
}

/** Runs a command that is in this process, with its streams in memory. */
class Running {
  readonly input = new PassThrough()
  readonly #output = new PassThrough()
  readonly #errors = new PassThrough()
  readonly #stopping = new AbortController()
  readonly #code: Promise<number>
  out = ''
  err = ''
  #changed: () => void = () => undefined

  constructor(args: readonly string[], change: Record<string, string> = {}) {
    this.#output.on('data', (part) => this.#take('out', part))
    this.#errors.on('data', (part) => this.#take('err', part))
    this.#code = runCommand(args, {
      environment: { ...environment(), ...change },
      input: this.input,
      output: this.#output,
      errors: this.#errors,
      stopped: this.#stopping.signal,
    })
  }

  async hasPrinted(lines: number): Promise<void> {
    while (this.out.split('\n').length <= lines) {
      await new Promise<void>((resolve) => {
        this.#changed = resolve
      })
    }
  }

  pressCtrlC(): void {
    this.#stopping.abort()
  }

  async ended(): Promise<Ran> {
    const code = await this.#code
    return { code, out: this.out, err: this.err }
  }

  #take(stream: 'out' | 'err', part: unknown): void {
    this[stream] += String(part)
    this.#changed()
  }
}

function run(args: readonly string[], input = '', change: Record<string, string> = {}): Promise<Ran> {
  const running = new Running(args, change)
  running.input.end(input)
  return running.ended()
}

async function produce(...lines: string[]): Promise<void> {
  expect(await run(['produce', topic], lines.map((line) => `${line}\n`).join(''))).toMatchObject({ code: 0 })
}

describe('samsa topics', () => {
  it('makes, lists, describes and deletes them', async () => {
    const made = await run(['topics', 'create', topic, `${topic}-b`, '-p', '2', '-r', '3', '-c', 'retention.ms=1000'])
    expect(made).toEqual({
      code: 0,
      out: `${topic}: made, partitions 2, replicas of each 3\n${topic}-b: made, partitions 2, replicas of each 3\n`,
      err: '',
    })
    expect((await run(['topics'])).out.split('\n')).toEqual(expect.arrayContaining([topic, `${topic}-b`]))
    const [heading, ...rows] = (await run(['topics', 'describe', topic])).out.trimEnd().split('\n')
    expect(heading).toMatch(/^PARTITION {2}LEADER {2}REPLICAS {2}IN SYNC$/)
    expect(rows.map((row) => row.split(/ +/))).toEqual(
      [0, 1].map((id) => [String(id), expect.any(String), expect.any(String), expect.any(String)]),
    )
    expect(JSON.parse((await run(['topics', 'describe', topic, '--json'])).out)).toMatchObject({ configs: { 'retention.ms': '1000' } })
    expect(await run(['topics', 'delete', topic])).toEqual({ code: 0, out: `${topic}: deleted\n`, err: '' })
    expect((await run(['topics', 'list'])).out.split('\n')).not.toContain(topic)
  })

  it('says what the server has against it', async () => {
    const refused = await run(['topics', 'create', 'a/b'])
    expect(refused).toMatchObject({ code: 1, out: '' })
    expect(refused.err).toMatch(/^samsa: The server answered 422: .*\n$/)
    expect((await run(['topics', 'delete', 'none'], '', { LANG: 'zh_CN.UTF-8' })).err).toMatch(/^samsa: 服务器返回 404：.*\n$/)
  })
})

describe('samsa produce and consume', () => {
  it('are each other’s inverse: lines, keys, bytes that are no text', async () => {
    expect(await run(['produce', topic, '-K', ':'], 'a:one\nb:two\nno key\n')).toEqual({ code: 0, out: '', err: '3 stored.\n' })
    const { out } = await run(['consume', topic, '-b', '-K', '|'])
    expect(out.trimEnd().split('\n').toSorted()).toEqual(['a|one', 'b|two', '|no key'])
  })

  it('copy a topic by NDJSON, with keys, headers and numbers as they are', async () => {
    const line =
      '{"partition_id":0,"headers":[{"name":"h","value":"AP8="}],"key":null,"value":{"type":"JSON","data":{"n":12345678901234567890}}}'
    expect(await run(['produce', topic, '--ndjson'], `${line}\n\n`)).toMatchObject({ code: 0 })
    const { out } = await run(['consume', topic, '-b', '--ndjson'])
    expect(out).toContain('12345678901234567890')
    topic = `${topic}-copy`
    expect(await run(['produce', topic, '--ndjson'], out)).toMatchObject({ code: 0, err: '1 stored.\n' })
    const copied = JSON.parse((await run(['consume', topic, '-b', '--json'])).out) as object
    expect(copied).toMatchObject({ headers: [{ name: 'h', value: 'AP8=' }], key: null, offset: 0 })
  })

  it('tell which line was not stored, and go on', async () => {
    await run(['topics', 'create', topic, '-p', '1'])
    const mixed = await run(
      ['produce', topic, '--ndjson'],
      '{"value":{"type":"STRING","data":"a"}}\n\n{"partition_id":9}\n{"partition_id":0}\n',
    )
    expect(mixed.code).toBe(1)
    expect(mixed.err).toMatch(/^samsa: Line 3 was not stored: .*\n2 of 3 stored\.\n$/)
  })

  it('show the reports of the server with --json', async () => {
    await run(['topics', 'create', topic, '-p', '1'])
    const { out } = await run(['produce', topic, '--json', '-k', 'key', '-H', 'a=b', '--acks', '1'], 'x\n')
    expect(JSON.parse(out)).toMatchObject({ error_code: 200, topic_name: topic, partition_id: 0, offset: 0 })
  })

  it('store each line as it is entered, and Ctrl-C keeps what was entered', async () => {
    const typing = new Running(['produce', topic, '--json'])
    typing.input.write('first\n')
    await typing.hasPrinted(1)
    typing.input.write('second\n')
    await typing.hasPrinted(2)
    typing.pressCtrlC()
    expect(await typing.ended()).toMatchObject({ code: 130, err: '2 stored.\n' })
    expect((await run(['consume', topic, '-b'])).out.split('\n')).toEqual(expect.arrayContaining(['first', 'second']))
  })

  it('refuse a line that no record could be, and what follows it', async () => {
    const { code, err } = await run(['produce', topic], `good\n${'x'.repeat(3 * 1024 * 1024 + 1)}\nlost\n`)
    expect(code).toBe(1)
    expect(err).toBe('1 stored.\nsamsa: Line 2 is longer than 3145728 bytes. It and what follows was not sent.\n')
  })

  it('are refused a topic or a key that is not there, at once', async () => {
    expect(await run(['consume', 'none', '-b'])).toMatchObject({ code: 1, err: expect.stringContaining('The server answered 404') })
    expect(await run(['consume', 'none'])).toMatchObject({ code: 1 })
    const { observeKey } = server.sandbox
    const refused = await run(['produce', topic], 'x\n', { SAMSA_KEY: observeKey })
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('The server answered 403') })
    const keyboard = new Running(['produce', topic], { SAMSA_KEY: observeKey })
    keyboard.input.write('x\n')
    expect(await keyboard.ended()).toMatchObject({ code: 1 })
  })
})

describe('samsa consume', () => {
  it('ends where the topic ends, after --max, or only on Ctrl-C', async () => {
    await produce('a', 'b', 'c')
    expect((await run(['consume', topic, '-b', '--max', '2'])).out.split('\n')).toHaveLength(3)
    const following = new Running(['consume', topic, '-b', '-f'])
    await following.hasPrinted(3)
    await produce('d')
    await following.hasPrinted(4)
    following.pressCtrlC()
    expect(await following.ended()).toMatchObject({ code: 0, out: expect.stringMatching(/\nd\n$/) })
  })

  it('reads one partition, and only what is committed', async () => {
    await run(['topics', 'create', topic, '-p', '2'])
    await run(['produce', topic, '-p', '0'], 'zero\n')
    await run(['produce', topic, '-p', '1'], 'one\n')
    expect((await run(['consume', topic, '-b', '-p', '1'])).out).toBe('one\n')
    const transactions = `/v3/clusters/${server.sandbox.id}/transactions`
    const key = server.sandbox.ownerKey
    await ask(server.origin, 'POST', transactions, { key, json: { transactional_id: topic } })
    const record = { topic_name: topic, partition_id: 1, value: { type: 'STRING', data: 'open' } }
    await ask(server.origin, 'POST', `${transactions}/${topic}/records`, { key, json: record })
    expect((await run(['consume', topic, '-b', '-p', '1'])).out).toBe('one\nopen\n')
    expect((await run(['consume', topic, '-b', '-p', '1', '--committed'])).out).toBe('one\n')
  })

  it('goes on with a group where it was: nothing that was printed comes again, and nothing is left out', async () => {
    await produce('a', 'b', 'c', 'd')
    const first = await run(['consume', topic, '-b', '--group', topic, '--max', '2'])
    const second = new Running(['consume', topic, '-b', '--group', topic])
    await second.hasPrinted(2)
    second.pressCtrlC()
    const { code, out } = await second.ended()
    expect(code).toBe(0)
    expect(`${first.out}${out}`.trimEnd().split('\n').toSorted()).toEqual(['a', 'b', 'c', 'd'])
    const third = new Running(['consume', topic, '--group', topic, '--max', '1'])
    await produce('e')
    expect((await third.ended()).out).toBe('e\n')
  })

  it('goes on after the server was away, where it was', async () => {
    await produce('before')
    const following = new Running(['consume', topic, '-b', '-f'])
    await following.hasPrinted(1)
    await server.kill('SIGKILL')
    const { dataDir, origin } = server
    server = await startServer({ dataDir, port: Number(new URL(origin).port), env: { SAMSA_CLUSTER: CLUSTER } })
    await produce('after')
    await following.hasPrinted(2)
    following.pressCtrlC()
    const { out, err } = await following.ended()
    expect(out).toBe('before\nafter\n')
    expect(err).toMatch(/Trying again…\n$/)
  })
})

describe('samsa open', () => {
  it('prints an address that works, with the key in it', async () => {
    const { out } = await run(['open', '--print'])
    expect(out.trim()).toBe(`${server.origin}/s/${server.sandbox.id}#k=${server.sandbox.ownerKey}`)
    const answer = await fetch(out.trim())
    expect(answer.status).toBe(200)
    expect(answer.headers.get('Content-Type')).toMatch(/^text\/html/)
    expect(JSON.parse((await run(['open', `${server.origin}/s/${server.sandbox.id}`, '--json'])).out)).toEqual({ url: out.trim() })
  })
})

describe('samsa', () => {
  it('explains itself, in two languages', async () => {
    expect(await run(['--help'])).toMatchObject({ code: 0, out: expect.stringContaining('Usage: samsa <command>') })
    expect(await run([])).toMatchObject({ code: 2, out: expect.stringContaining('Usage: samsa <command>') })
    expect(await run(['help', 'consume'])).toMatchObject({ code: 0, out: expect.stringContaining('--from-beginning') })
    expect(await run(['topics', '--help'], '', { LC_ALL: 'zh_CN.UTF-8' })).toMatchObject({
      out: expect.stringContaining('用法：samsa topics'),
    })
    expect(await run(['--lang', 'zh-CN', 'open', '-h'])).toMatchObject({ out: expect.stringContaining('用法：samsa open') })
    expect(await run(['open', '-h', '--lang=en'], '', { LANG: 'zh_CN' })).toMatchObject({
      out: expect.stringContaining('Usage: samsa open'),
    })
  })

  it.each([
    [['nothing'], 'There is no command "nothing". `samsa --help` lists them.'],
    [['topics', 'rename', 'a'], 'There is no command "topics rename". `samsa --help` lists them.'],
    [['topics', 'create'], 'The topic is missing.'],
    [['topics', 'list', 'a'], '"a" is one argument too many.'],
    [['consume'], 'The topic is missing.'],
    [['consume', 'a', 'b'], '"b" is one argument too many.'],
    [['consume', 'a', '--fro'], 'There is no option --fro here. See `samsa consume --help`.'],
    [['consume', 'a', '--max'], '--max needs a value. See `samsa consume --help`.'],
    [['consume', 'a', '--follow=yes', '-b'], '--follow takes no value. See `samsa consume --help`.'],
    [['consume', 'a', '--max', '0'], '--max must be a whole number from 1 on.'],
    [['consume', 'a', '-f'], '--follow makes sense only with --from-beginning.'],
    [['consume', 'a', '-g', 'g', '-p', '0'], '--group and --partition cannot be given together.'],
    [['produce', 'a', '--acks', '2'], '--acks must be one of all, 1, 0.'],
    [['open', '--lang', 'fr'], '--lang must be one of en, zh-CN.'],
    [['connect', '--port', 'x'], '--port is "x", but has to be a number from 0 to 65533.'],
    [['connect', '--ports', '1,2'], '--ports is "1,2", but has to be 3 different ports, one for each broker, such as 9092,9095,9098.'],
    [['connect', '--advertise', 'a b'], '"a b" is no host that clients could connect to.'],
  ])('says in one line what is wrong with %j', async (args, sentence) => {
    expect(await run(args)).toEqual({ code: 2, out: '', err: `samsa: ${sentence}\n` })
  })

  it('says in one line that there is no server, and which port is taken', async () => {
    const nobody = await run(['topics'], '', { SAMSA_URL: 'http://127.0.0.1:1' })
    expect(nobody).toEqual({ code: 1, out: '', err: 'samsa: http://127.0.0.1:1 cannot be reached: connect ECONNREFUSED 127.0.0.1:1.\n' })
    const [, port = ''] = server.brokers[0]?.split(':') ?? []
    const taken = await run(['connect', '--ports', `0,${port},0`])
    expect(taken).toEqual({ code: 1, out: '', err: `samsa: Port ${port} is already in use. Choose others: --port 19092\n` })
  })

  it('ends quietly when whoever reads its output has seen enough, and on Ctrl-C', async () => {
    await produce(...Array.from({ length: 2000 }, (_, index) => `${index} ${'x'.repeat(200)}`))
    const cut = spawnSamsa(['consume', topic, '-b'], environment())
    let said = ''
    cut.stderr.on('data', (part) => (said += String(part)))
    cut.stdout.once('data', () => cut.stdout.destroy())
    expect(await once(cut, 'close')).toEqual([0, null])
    expect(said).toBe('')
    const following = spawnSamsa(['consume', topic, '-b', '-f'], environment())
    following.stdout.resume()
    await once(following.stdout, 'data')
    following.kill('SIGINT')
    expect(await once(following, 'close')).toEqual([0, null])
  })

  it('finds the sandbox of npm start in its folder', async () => {
    const port = new URL(server.origin).port
    const found = { SAMSA_URL: '', SAMSA_KEY: '', SAMSA_DATA: server.dataDir, PORT: port, SAMSA_CLUSTER: CLUSTER }
    expect(await run(['topics'], '', found)).toMatchObject({ code: 0, err: '' })
  })

  it('runs as an installed package, where Node.js reads no TypeScript', async () => {
    const directory = join(temporaryDirectory(), 'node_modules')
    const installed = join(directory, 'samsa')
    mkdirSync(installed, { recursive: true })
    for (const name of ['ws', 'https-proxy-agent', 'agent-base', 'debug', 'ms', 'proxy-agent-negotiate']) {
      symlinkSync(join(root, 'node_modules', name), join(directory, name))
    }
    const packed = await runProgram('npm', ['pack', '--json', '--pack-destination', directory], { directory: root })
    expect(packed.code, packed.stderr).toBe(0)
    const [{ filename, files }] = JSON.parse(packed.stdout.slice(packed.stdout.indexOf('['))) as [
      { filename: string; files: { path: string }[] },
    ]
    expect(files.map(({ path }) => path).filter((path) => !/\.md$|LICENSE/.test(path))).toEqual([
      'cli/samsa.mjs',
      'dist/samsa.js',
      'package.json',
    ])
    await runProgram('tar', ['xzf', filename, '-C', installed, '--strip-components=1'], { directory })
    const ran = await runProgram(process.execPath, [join(installed, 'cli/samsa.mjs'), 'topics', 'create', topic], {
      environment: environment(),
    })
    expect(ran).toMatchObject({ code: 0, stdout: expect.stringContaining(`${topic}: made`) })
  })
})
