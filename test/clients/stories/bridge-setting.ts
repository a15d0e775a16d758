// The real server as a setting of the stories, and its brokers through `samsa connect`, as a hosted sandbox is reached.
import { startBridge } from '../../support/bridge.ts'
import { serverSetting } from './server-setting.ts'
import type { Setting } from './stage.ts'

export async function bridgeSetting(): Promise<Setting> {
  const server = await serverSetting()
  const { origin, ownerKey } = server.http.place
  const bridge = await startBridge({ SAMSA_URL: origin, SAMSA_KEY: ownerKey })
  return {
    ...server,
    brokers: bridge.brokers,
    async close() {
      await bridge.stop()
      await server.close()
    },
  }
}
