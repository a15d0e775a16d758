// Topics, their configs and their partitions by the command-line tools.
import { expectSame, expectText } from './kafka-tool.ts'
import type { KafkaTools, ToolStories } from './kafka-tool.ts'

export const topicStories: ToolStories = {
  'kafka-topics makes, lists, describes, alters and deletes': async (kafka) => {
    await kafka.run('topics', [
      '--create',
      '--topic',
      'orders',
      '--partitions',
      '2',
      '--replication-factor',
      '3',
      '--config',
      'retention.ms=600000',
    ])
    await kafka.run('topics', ['--create', '--topic', 'orders', '--if-not-exists'])
    const described = await kafka.run('topics', ['--describe', '--topic', 'orders'])
    expectText(described, /Topic: orders\s+TopicId: \S{22}\s+PartitionCount: 2\s+ReplicationFactor: 3\s+Configs: .*retention\.ms=600000/)
    expectText(described, /Partition: 1\s+Leader: [123]\s+Replicas: [123],[123],[123]\s+Isr: [123],[123],[123]/)
    await kafka.run('topics', ['--alter', '--topic', 'orders', '--partitions', '4'])
    expectText(await kafka.run('topics', ['--describe', '--topic', 'orders']), 'PartitionCount: 4')
    expectText(await kafka.run('topics', ['--list']), /^orders$/m)
    expectSame((await kafka.run('topics', ['--describe', '--under-replicated-partitions'])).trim(), '')
    await kafka.run('topics', ['--delete', '--topic', 'orders'])
    expectSame(/^orders$/m.test(await kafka.run('topics', ['--list'])), false)
    const again = await kafka.end('topics', ['--describe', '--topic', 'orders'])
    expectSame(again.code, 1)
    expectText(again.stdout + again.stderr, "Topic 'orders' does not exist")
  },

  'kafka-configs describes and alters topics and brokers': async (kafka) => {
    await kafka.topic('configured')
    const topic = ['--entity-type', 'topics', '--entity-name', 'configured']
    await kafka.run('configs', [...topic, '--alter', '--add-config', 'cleanup.policy=[compact,delete],segment.bytes=2097152'])
    const described = await kafka.run('configs', [...topic, '--describe'])
    expectText(described, 'cleanup.policy=compact,delete')
    expectText(described, 'segment.bytes=2097152')
    await kafka.run('configs', [...topic, '--alter', '--delete-config', 'segment.bytes'])
    expectSame((await kafka.run('configs', [...topic, '--describe'])).includes('segment.bytes=2097152'), false)
    expectText(await kafka.run('configs', [...topic, '--describe', '--all']), /segment\.bytes=1073741824 .*DEFAULT_CONFIG/)
    await kafka.run('configs', ['--broker-defaults', '--alter', '--add-config', 'log.retention.ms=9000000'])
    expectText(await kafka.run('configs', ['--broker-defaults', '--describe']), 'log.retention.ms=9000000')
    expectText(
      await kafka.run('configs', ['--broker', '2', '--describe', '--all']),
      /log\.retention\.ms=9000000 .*DYNAMIC_DEFAULT_BROKER_CONFIG/,
    )
    await kafka.run('configs', ['--broker-defaults', '--alter', '--delete-config', 'log.retention.ms'])
    const wrong = await kafka.end('configs', [...topic, '--alter', '--add-config', 'no.such.config=1'])
    expectSame(wrong.code, 1)
    expectText(wrong.stdout + wrong.stderr, 'InvalidConfigurationException')
  },

  'kafka-reassign-partitions generates, executes, verifies and lists; kafka-leader-election brings leaders home': async (kafka) => {
    await kafka.topic('moved', 2)
    const topics = kafka.file({ version: 1, topics: [{ topic: 'moved' }] })
    expectText(
      await kafka.run('reassign-partitions', ['--generate', '--topics-to-move-json-file', topics, '--broker-list', '1,2,3']),
      'Proposed partition',
    )
    const partitions = [0, 1].map((partition) => ({ topic: 'moved', partition, replicas: partition === 0 ? [3, 1] : [2, 3] }))
    const plan = kafka.file({ version: 1, partitions })
    expectText(
      await kafka.run('reassign-partitions', ['--execute', '--reassignment-json-file', plan]),
      'Successfully started partition reassignments',
    )
    await verified(kafka, plan)
    expectText(await kafka.run('reassign-partitions', ['--list']), 'No partition reassignments found.')
    const elected = await kafka.run('leader-election', ['--election-type', 'PREFERRED', '--topic', 'moved', '--partition', '0'])
    expectText(elected, /(Successfully completed|Valid replica already elected).*moved-0/s)
    const described = await kafka.run('topics', ['--describe', '--topic', 'moved'])
    expectText(described, /Partition: 0\s+Leader: 3\s+Replicas: 3,1\b/)
    expectText(described, /Partition: 1\s+Leader: 2\s+Replicas: 2,3\b/)
  },

  'kafka-get-offsets tells offsets, and kafka-delete-records moves the first': async (kafka) => {
    await kafka.topic('counted', 2)
    await kafka.produce('counted', ['a', 'b', 'c', 'd', 'e'])
    const told = async (time: string) => {
      const output = await kafka.run('get-offsets', ['--topic', 'counted', '--time', time])
      return [...output.matchAll(/^counted:\d:(\d*)$/gm)].reduce((sum, [, offset]) => sum + Number(offset), 0)
    }
    expectSame(await told('latest'), 5)
    expectSame(await told('earliest'), 0)
    const filled = /^counted:(\d):5$/m.exec(await kafka.run('get-offsets', ['--topic', 'counted']))?.[1] ?? '0'
    const partitions = [{ topic: 'counted', partition: Number(filled), offset: 3 }]
    const output = await kafka.run('delete-records', ['--offset-json-file', kafka.file({ version: 1, partitions })])
    expectText(output, `partition: counted-${filled}\tlow_watermark: 3`)
    expectSame(await told('earliest'), 3)
    const newest = await kafka.run('get-offsets', ['--topic-partitions', `counted:${filled}`, '--time', 'max-timestamp'])
    expectText(newest, new RegExp(`^counted:${filled}:[0-4]$`, 'm'))
  },

  'kafka-log-dirs shows the replicas of each broker': async (kafka) => {
    await kafka.topic('stored', 2)
    const output = await kafka.run('log-dirs', ['--describe', '--topic-list', 'stored', '--broker-list', '1,2,3'])
    const found = JSON.parse(output.split('\n').find((line) => line.startsWith('{')) ?? '{}') as LogDirs
    const replicas = found.brokers.map(({ broker, logDirs }) => [
      broker,
      logDirs.flatMap(({ partitions }) => partitions.map((one) => one.partition)).sort(),
    ])
    expectSame(replicas.sort(), [
      [1, ['stored-0', 'stored-1']],
      [2, ['stored-0', 'stored-1']],
      [3, ['stored-0', 'stored-1']],
    ])
  },
}

type LogDirs = {
  readonly brokers: readonly {
    readonly broker: number
    readonly logDirs: readonly { readonly partitions: readonly { readonly partition: string }[] }[]
  }[]
}

/** Asks until all partitions have arrived. Each question takes as long as a JVM takes to start. */
async function verified(kafka: KafkaTools, plan: string): Promise<void> {
  for (let asked = 0; asked < 20; asked++) {
    const output = await kafka.run('reassign-partitions', ['--verify', '--reassignment-json-file', plan])
    if (!output.includes('is still in progress')) {
      expectText(output, 'Reassignment of partition moved-0 is completed.')
      expectText(output, 'Reassignment of partition moved-1 is completed.')
      return
    }
  }
  throw new Error('The reassignment was never completed.')
}
