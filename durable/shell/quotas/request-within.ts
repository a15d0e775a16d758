// A request of a client that has quotas: carried out like any other, and answered with how long the client has to wait after it.
import type { KafkaApi, KafkaRequest, RequestOf } from '../../../schema/kafka/requests/apis.ts'
import type { Caller } from '../rpc.ts'
import type { Answered, Runtime } from '../runtime.ts'
import type { ClientMeters } from './client-meters.ts'

type Place = { readonly runtime: Runtime; readonly meters: ClientMeters; readonly wallMs: () => number }

export async function requestWithin<Api extends KafkaApi>(
  { runtime, meters, wallMs }: Place,
  { keyId, connectionId, clientId }: Caller,
  request: RequestOf<Api>,
  brokerId: number | null,
): Promise<Answered<Api>> {
  const answered = await runtime.request(request, brokerId, connectionId)
  if (clientId === undefined) return answered
  const asked = request as KafkaRequest
  const throttleTimeMs = meters.throttleMs(runtime.cluster, { user: keyId, clientId, brokerId }, asked, answered.response, wallMs())
  return throttleTimeMs === 0 ? answered : { ...answered, throttleTimeMs }
}
