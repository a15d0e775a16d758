// Records in and out by the command-line tools.
import { expectSame, expectText } from './kafka-tool.ts'
import type { ToolStories } from './kafka-tool.ts'

const LINES = Array.from({ length: 200 }, (_, index) => `line ${index}`)

export const recordStories: ToolStories = {
  'kafka-console-producer writes what kafka-console-consumer shows': async (kafka) => {
    await kafka.topic('lines')
    await kafka.produce('lines', LINES)
    const shown = await kafka.run('console-consumer', [
      '--topic',
      'lines',
      '--from-beginning',
      '--max-messages',
      '200',
      '--timeout-ms',
      '30000',
    ])
    expectSame(shown.trimEnd().split('\n'), LINES)
    const tail = await kafka.run('console-consumer', ['--topic', 'lines', '--partition', '0', '--offset', '197', '--max-messages', '3'])
    expectSame(tail.trimEnd().split('\n'), LINES.slice(197))
  },

  'keys and headers by the console, in every compression': async (kafka) => {
    await kafka.topic('keyed')
    const reader = ['parse.key=true', 'key.separator=:', 'parse.headers=true', 'headers.delimiter=|'].flatMap((one) => [
      '--reader-property',
      one,
    ])
    for (const codec of ['gzip', 'snappy', 'lz4', 'zstd']) {
      await kafka.produce('keyed', [`codec:${codec}|${codec}:a value`], [...reader, '--compression-codec', codec])
    }
    const formatter = ['print.key=true', 'print.headers=true', 'print.offset=true'].flatMap((one) => ['--formatter-property', one])
    const shown = await kafka.run('console-consumer', ['--topic', 'keyed', '--from-beginning', '--max-messages', '4', ...formatter])
    const wanted = ['gzip', 'snappy', 'lz4', 'zstd'].map((codec, offset) => `Offset:${offset}\tcodec:${codec}\t${codec}\ta value`)
    expectSame(shown.trimEnd().split('\n'), wanted)
  },

  'kafka-producer-perf-test and kafka-consumer-perf-test': async (kafka) => {
    await kafka.topic('measured', 3)
    const records = ['--topic', 'measured', '--num-records', '20000', '--record-size', '100', '--throughput', '-1']
    expectText(await kafka.run('producer-perf-test', records), /^20000 records sent, [\d.]+ records\/sec/m)
    const output = await kafka.run('consumer-perf-test', [
      '--topic',
      'measured',
      '--num-records',
      '20000',
      '--timeout',
      '60000',
      '--hide-header',
    ])
    expectText(output, /^\S+ \S+, \S+ \S+, [\d.]+, [\d.]+, 200\d\d, /m)
    const transactional = [...records, '--transactional-id', 'perf', '--transaction-duration-ms', '100']
    expectText(await kafka.run('producer-perf-test', transactional), /^20000 records sent/m)
  },

  'kafka-verifiable-producer and kafka-verifiable-consumer, in both group protocols': async (kafka) => {
    await kafka.topic('verified', 3)
    const produced = await kafka.run('verifiable-producer', [
      '--topic',
      'verified',
      '--max-messages',
      '1000',
      '--acks',
      '-1',
      '--throughput',
      '2000',
    ])
    expectText(produced, /"name":"tool_data".*"sent":1000,"acked":1000/)
    for (const protocol of ['classic', 'consumer']) {
      const args = ['--topic', 'verified', '--group-id', `verifying-${protocol}`, '--group-protocol', protocol, '--max-messages', '1000']
      const consumed = await kafka.run('verifiable-consumer', [...args, '--reset-policy', 'earliest'])
      const counts = [...consumed.matchAll(/"name":"records_consumed".*?"count":(\d+)/g)].map(([, count]) => Number(count))
      const more = [...consumed.matchAll(/"count":(\d+),[^\n]*"name":"records_consumed"/g)].map(([, count]) => Number(count))
      expectSame(Math.max(sum(counts), sum(more)), 1000)
      expectText(consumed, /"name":"offsets_committed"|offsets_committed/)
    }
  },
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0)
}
