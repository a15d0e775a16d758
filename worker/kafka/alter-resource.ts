// Altering the configs of one topic, of one broker or of all brokers.
import type { ConfigAlteration } from '../../schema/api/configs.ts'
import type { ConfigResourceType } from '../../schema/kafka/requests/describe-configs.ts'
import { empty } from '../http/json-response.ts'
import { ask, refuseError, sequenceHeader } from './ask.ts'
import type { Asker } from './ask.ts'
import { alterationsOf } from './config-resource.ts'

/** 204, or RestError. */
export async function alterResource(
  asker: Asker,
  resourceType: ConfigResourceType,
  resourceName: string,
  alterations: readonly ConfigAlteration[],
  validateOnly: boolean,
): Promise<Response> {
  const request = { resources: [alterationsOf(resourceType, resourceName, alterations)], validateOnly }
  const answered = await ask(asker, { api: 'IncrementalAlterConfigs', request })
  for (const { error, errorMessage } of answered.response.responses) refuseError(error, errorMessage)
  return empty(204, sequenceHeader(answered))
}
