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

  'kafka-broker-api-versions finds every broker and no API that it misses': async (kafka) => {
    const output = await kafka.run('broker-api-versions', [])
    for (const brokerId of [1, 2, 3]) expectText(output, new RegExp(`\\(id: ${brokerId} rack: \\S+ isFenced: false\\) -> \\(`))
    expectText(output, 'Produce(0): 0 to 13 [usable: 13]')
    expectText(output, 'ConsumerGroupHeartbeat(68): 0 to 1 [usable: 1]')
  },
}
