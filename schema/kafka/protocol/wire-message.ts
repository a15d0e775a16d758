// The request and the response of one API as they travel: the pair of message definitions with the API's key, and the versions that a
// broker offers of it.
// Source: org.apache.kafka.common.protocol.ApiKeys of Kafka 4.3.

import { versionRange } from '../message/message-definition.ts'
import type { MessageDefinition, VersionRange } from '../message/message-definition.ts'

export type WireMessages<Request extends MessageDefinition = MessageDefinition, Response extends MessageDefinition = MessageDefinition> = {
  readonly apiKey: number
  readonly name: string
  readonly request: Request
  readonly response: Response
}

/** The versions that a broker answers. The newest one is left out while Kafka may still change it. */
export function offeredVersions({ request }: Pick<WireMessages, 'request'>): VersionRange {
  const { lowest, highest } = versionRange(request.validVersions)
  return { lowest, highest: request.latestVersionUnstable === true ? highest - 1 : highest }
}

/** Whether messages of this version have compact lengths and tagged fields, and with them their headers. */
export function isFlexible({ flexibleVersions }: MessageDefinition, version: number): boolean {
  const { lowest, highest } = versionRange(flexibleVersions)
  return version >= lowest && version <= highest
}
