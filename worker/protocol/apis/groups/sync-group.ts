// SyncGroup (API key 14): a member of a generation asks for its part, and its leader brings everybody's.
// Does: every version. From 5 on a member says which protocol it means.
// Does not: see notDone.
// Source: KafkaApis.handleSyncGroupRequest and SyncGroupRequest of Kafka 4.3.
import { syncGroupMessages } from '../../../../schema/kafka/protocol/messages/sync-group.ts'
import { codeOf, wireApi } from '../../wire-api.ts'

export const syncGroupApi = wireApi({
  ...syncGroupMessages,
  notDone: [],
  async serve(syncing, { apiVersion, ask }) {
    const { error, ...assigned } = await ask('SyncGroup', { ...syncing, apiVersion })
    return { throttleTimeMs: 0, errorCode: codeOf(error), ...assigned }
  },
})
