// The real server as a setting of the stories: its brokers by TCP, without the wait that a new group has in Kafka for more members.
import { startServer } from '../../support/server.ts'
import { SandboxHttp } from './sandbox-http.ts'
import type { Setting } from './stage.ts'

export async function serverSetting(): Promise<Setting> {
  const cluster = { configs: { 'group.initial.rebalance.delay.ms': '0' } }
  const { origin, brokers, sandbox, stop } = await startServer({ env: { SAMSA_CLUSTER: JSON.stringify(cluster) } })
  return { brokers, http: new SandboxHttp({ origin, ...sandbox }), close: stop }
}
