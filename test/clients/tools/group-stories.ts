// Consumer groups by the command-line tools.
import { expectSame, expectText, rowsOf } from './kafka-tool.ts'
import type { KafkaTools, ToolStories } from './kafka-tool.ts'

export const groupStories: ToolStories = {
  'kafka-consumer-groups describes, resets and deletes what a group has committed': async (kafka) => {
    await kafka.topic('read')
    await kafka.produce('read', ['a', 'b', 'c', 'd', 'e'])
    for (const protocol of ['classic', 'consumer']) await describeAndReset(kafka, protocol)
  },

  'kafka-groups lists groups by type': async (kafka) => {
    await kafka.topic('listed')
    await kafka.produce('listed', ['a'])
    await readAll(kafka, 'listed', 'listed-classic', 'classic', 1)
    await readAll(kafka, 'listed', 'listed-consumer', 'consumer', 1)
    const rows = rowsOf(await kafka.run('groups', ['--list']))
    const typeOf = (group: string) => rows.find((row) => row['GROUP'] === group)?.['TYPE']
    expectSame([typeOf('listed-classic'), typeOf('listed-consumer')], ['Classic', 'Consumer'])
    const filtered = await kafka.run('groups', ['--list', '--group-type', 'consumer'])
    expectSame([filtered.includes('listed-classic'), filtered.includes('listed-consumer')], [false, true])
  },
}

async function readAll(kafka: KafkaTools, topic: string, group: string, protocol: string, count: number): Promise<void> {
  const properties = ['--command-property', `group.protocol=${protocol}`]
  const args = [
    '--topic',
    topic,
    '--group',
    group,
    '--from-beginning',
    '--max-messages',
    String(count),
    '--timeout-ms',
    '30000',
    ...properties,
  ]
  const output = await kafka.run('console-consumer', args)
  expectSame(output.trimEnd().split('\n').length, count)
}

async function describeAndReset(kafka: KafkaTools, protocol: string): Promise<void> {
  const group = `reading-${protocol}`
  await readAll(kafka, 'read', group, protocol, 5)
  const describe = async () => {
    const [row] = rowsOf(await kafka.run('consumer-groups', ['--describe', '--group', group]))
    return [row?.['CURRENT-OFFSET'], row?.['LOG-END-OFFSET'], row?.['LAG']]
  }
  expectSame(await describe(), ['5', '5', '0'])
  expectText(await kafka.run('consumer-groups', ['--describe', '--group', group, '--state']), 'Empty')
  expectText(await kafka.run('consumer-groups', ['--list', '--state']), new RegExp(`${group}\\s+Empty`))
  const reset = async (...how: string[]) =>
    kafka.run('consumer-groups', ['--reset-offsets', '--group', group, '--topic', 'read', ...how, '--execute'])
  await reset('--to-offset', '2')
  expectSame(await describe(), ['2', '5', '3'])
  await reset('--shift-by', '1')
  expectSame(await describe(), ['3', '5', '2'])
  await reset('--to-earliest')
  expectSame(await describe(), ['0', '5', '5'])
  await kafka.run('consumer-groups', ['--delete-offsets', '--group', group, '--topic', 'read'])
  expectSame(await describe(), [undefined, undefined, undefined])
  const deleted = await kafka.end('consumer-groups', ['--delete', '--group', group])
  expectText(deleted.stdout + deleted.stderr, new RegExp(`(was successful|GroupIdNotFoundException)`))
  expectSame((await kafka.run('consumer-groups', ['--list'])).includes(group), false)
}
