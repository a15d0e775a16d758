// The real server as a setting of the stories: its brokers by TCP, and a cluster that does not take its time. Kafka has a new group wait three
// seconds for more members; members of the new protocol hear of their partitions every five, and are given up after 45; a broker that has
// died leads on for nine, which is as long as kafkajs tries.
import { startServer } from '../../support/server.ts'
import { SandboxHttp } from './sandbox-http.ts'
import type { Setting } from './stage.ts'

export async function serverSetting(): Promise<Setting> {
  const configs = {
    'broker.session.timeout.ms': '3000',
    'group.initial.rebalance.delay.ms': '0',
    'group.consumer.heartbeat.interval.ms': '200',
    'group.consumer.session.timeout.ms': '6000',
  }
  const { origin, brokers, sandbox, stop } = await startServer({ env: { SAMSA_CLUSTER: JSON.stringify({ configs }) } })
  return { brokers, http: new SandboxHttp({ origin, ...sandbox }), close: stop }
}
