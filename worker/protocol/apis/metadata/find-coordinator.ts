// FindCoordinator (API key 10): the broker that coordinates a group or a transactional id.
// Does: one key until version 3, several from 4 on (KIP-699); a word about what is wrong in versions 1 to 3 only, as Kafka gives it.
// Does not: see notDone.
// Source: KafkaApis.handleFindCoordinatorRequest and FindCoordinatorResponse of Kafka 4.3.
import type { FindCoordinatorResponse, CoordinatorKeyType } from '../../../../schema/kafka/requests/find-coordinator.ts'
import { kafkaError } from '../../../../schema/kafka/errors.ts'
import type { KafkaErrorName } from '../../../../schema/kafka/errors.ts'
import { findCoordinatorMessages } from '../../../../schema/kafka/protocol/messages/find-coordinator.ts'
import { coded, codeOf, wireApi } from '../../wire-api.ts'
import type { WireCall } from '../../wire-api.ts'
import type { WireClient } from '../../wire-client.ts'

type Coordinator = FindCoordinatorResponse['coordinators'][number]

const BATCHED_KEYS_FROM = 4
const SHARE_KEY_TYPE = 2
const KEY_TYPES: ReadonlyMap<number, CoordinatorKeyType> = new Map([
  [0, 'GROUP'],
  [1, 'TRANSACTION'],
])

export const findCoordinatorApi = wireApi({
  ...findCoordinatorMessages,
  notDone: ['There are no share groups, so nobody coordinates one: INVALID_REQUEST.'],
  async serve({ key, keyType, coordinatorKeys }, call) {
    const isBatched = call.apiVersion >= BATCHED_KEYS_FROM
    const coordinators = await find(keyType, isBatched ? coordinatorKeys : [key], call)
    return isBatched ? batchedAnswer(coordinators) : plainAnswer(coordinators)
  },
})

async function find(keyType: number, coordinatorKeys: readonly string[], { ask, client }: WireCall): Promise<Coordinator[]> {
  const known = KEY_TYPES.get(keyType)
  if (known === undefined)
    return coordinatorKeys.map((key) => nobody(key, keyType === SHARE_KEY_TYPE ? 'INVALID_REQUEST' : 'UNKNOWN_SERVER_ERROR'))
  const { coordinators } = await ask('FindCoordinator', { keyType: known, coordinatorKeys })
  return coordinators.map((found) => (found.nodeId === -1 ? found : whereReached(found, client)))
}

function whereReached(found: Coordinator, client: WireClient): Coordinator {
  return { ...found, ...client.addressOf(found.nodeId, found) }
}

function nobody(key: string, error: KafkaErrorName): Coordinator {
  return { key, error, errorMessage: null, nodeId: -1, host: '', port: -1 }
}

function batchedAnswer(coordinators: readonly Coordinator[]) {
  return {
    throttleTimeMs: 0,
    errorCode: codeOf('NONE'),
    errorMessage: null,
    nodeId: 0,
    host: '',
    port: 0,
    coordinators: coordinators.map(coded),
  }
}

function plainAnswer([found]: readonly Coordinator[]) {
  const { error, errorMessage, nodeId, host, port } = found ?? nobody('', 'COORDINATOR_NOT_AVAILABLE')
  const sentence = error === 'NONE' ? error : (errorMessage ?? kafkaError(error).message)
  return { throttleTimeMs: 0, errorCode: codeOf(error), errorMessage: sentence, nodeId, host, port, coordinators: [] }
}
