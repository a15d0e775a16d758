// Every API of the binary protocol that is answered here, in one table by its key.
import { GROUP_APIS } from './apis/groups/groups-apis.ts'
import { apiVersionsApi } from './apis/metadata/api-versions.ts'
import { METADATA_APIS } from './apis/metadata/metadata-apis.ts'
import { RECORD_APIS } from './apis/records/records-apis.ts'
import { SECURITY_APIS } from './apis/security/security-apis.ts'
import { TOPIC_APIS } from './apis/topics/topics-apis.ts'
import { TRANSACTION_APIS } from './apis/transactions/transactions-apis.ts'
import type { WireApi } from './wire-api.ts'

/** In the order of their keys, as docs/protocol.md and ApiVersions list them. */
export const WIRE_APIS: readonly WireApi[] = [
  ...METADATA_APIS,
  apiVersionsApi(() => WIRE_APIS),
  ...RECORD_APIS,
  ...TOPIC_APIS,
  ...GROUP_APIS,
  ...TRANSACTION_APIS,
  ...SECURITY_APIS,
].toSorted((left, right) => left.apiKey - right.apiKey)

const byKey: ReadonlyMap<number, WireApi> = new Map(WIRE_APIS.map((api) => [api.apiKey, api]))

export function wireApiOf(apiKey: number): WireApi | undefined {
  return byKey.get(apiKey)
}
