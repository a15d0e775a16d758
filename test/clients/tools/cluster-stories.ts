// The cluster itself by the command-line tools.
import { expectSame, expectText, rowsOf } from './kafka-tool.ts'
import type { ToolStories } from './kafka-tool.ts'

export const clusterStories: ToolStories = {
  'kafka-cluster tells the id of the cluster': async (kafka) => {
    expectText(await kafka.run('cluster', ['cluster-id']), `Cluster ID: ${kafka.server.sandbox.id}`)
  },

  'kafka-metadata-quorum shows who votes and who follows': async (kafka) => {
    const status = await kafka.run('metadata-quorum', ['describe', '--status'])
    expectText(status, `ClusterId:              ${kafka.server.sandbox.id}`)
    expectText(status, /LeaderId:\s+300\d/)
    const rows = rowsOf(await kafka.run('metadata-quorum', ['describe', '--replication']))
    const withStatus = (wanted: string) => rows.filter((row) => row['Status'] === wanted).length
    expectSame([withStatus('Leader'), withStatus('Follower'), withStatus('Observer')], [1, 2, 3])
  },

  'kafka-features shows which features are finalized': async (kafka) => {
    const described = await kafka.run('features', ['describe'])
    expectText(described, /Feature: transaction\.version\s.*FinalizedVersionLevel: 2/)
    expectText(described, /Feature: metadata\.version\s.*FinalizedVersionLevel: 4\.3/)
  },

  'kafka-acls adds, lists and removes': async (kafka) => {
    const topic = ['--topic', 'guarded', '--resource-pattern-type', 'prefixed']
    await kafka.run('acls', ['--add', '--allow-principal', 'User:alice', '--operation', 'Read', '--operation', 'Write', ...topic])
    const listed = await kafka.run('acls', ['--list', '--topic', 'guarded-1', '--resource-pattern-type', 'match'])
    expectText(listed, 'ResourcePattern(resourceType=TOPIC, name=guarded, patternType=PREFIXED)')
    expectText(listed, '(principal=User:alice, host=*, operation=READ, permissionType=ALLOW)')
    await kafka.run('acls', ['--remove', '--force', '--allow-principal', 'User:alice', '--operation', 'Read', ...topic])
    const left = await kafka.run('acls', ['--list'])
    expectSame([left.includes('operation=READ'), left.includes('operation=WRITE')], [false, true])
  },

  'kafka-configs sets, shows and takes away the quotas of clients': async (kafka) => {
    const slow = ['--client', 'slow']
    await kafka.run('configs', [...slow, '--alter', '--add-config', 'producer_byte_rate=1048576,consumer_byte_rate=2097152'])
    const described = await kafka.run('configs', [...slow, '--describe'])
    expectText(described, "Quota configs for client-id 'slow' are consumer_byte_rate=2097152.0, producer_byte_rate=1048576.0")
    await kafka.run('configs', [...slow, '--alter', '--delete-config', 'producer_byte_rate,consumer_byte_rate'])
    expectSame((await kafka.run('configs', [...slow, '--describe'])).trim(), '')
  },

  'kafka-broker-api-versions finds every broker and no API that it misses': async (kafka) => {
    const output = await kafka.run('broker-api-versions', [])
    for (const brokerId of [1, 2, 3]) expectText(output, new RegExp(`\\(id: ${brokerId} rack: \\S+ isFenced: false\\) -> \\(`))
    expectText(output, 'Produce(0): 0 to 13 [usable: 13]')
    expectText(output, 'ConsumerGroupHeartbeat(68): 0 to 1 [usable: 1]')
  },
}
