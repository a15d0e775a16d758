// What the APIs of configs have in common: a request names resources by numbered types, the cluster knows some of them, and the answer has one
// result for each, in their order.
import { kafkaError } from '../../../../schema/kafka/errors.ts'
import type { KafkaErrorName } from '../../../../schema/kafka/errors.ts'
import type { ConfigResourceType } from '../../../../schema/kafka/requests/describe-configs.ts'
import { codeOf } from '../../wire-api.ts'
import { resourceTypeOf } from './config-codes.ts'

export type AskedResource = { readonly resourceType: number; readonly resourceName: string }
export type KnownResource<Asked> = Omit<Asked, 'resourceType'> & { readonly resourceType: ConfigResourceType }

export type ResourceError = { readonly error: KafkaErrorName; readonly errorMessage: string | null }

/** The resources that the cluster is asked for, without those that are refused before. */
export function knownResources<Asked extends AskedResource>(
  resources: readonly Asked[],
  refuse: (resource: Asked) => ResourceError | null,
): KnownResource<Asked>[] {
  return resources.flatMap((resource): KnownResource<Asked>[] => {
    const resourceType = resourceTypeOf(resource.resourceType)
    return resourceType === null || refuse(resource) !== null ? [] : [{ ...resource, resourceType }]
  })
}

/** What is wrong with a resource by its type alone. */
export function refuseType({ resourceType }: AskedResource): ResourceError | null {
  if (resourceTypeOf(resourceType) !== null) return null
  return { error: 'INVALID_REQUEST', errorMessage: `Unknown resource type ${resourceType}` }
}

/** The results in the order of the resources: the cluster's, or that of whoever refused. */
export function inOrder<Asked extends AskedResource, Answered extends ResourceError, Result>(
  resources: readonly Asked[],
  refuse: (resource: Asked) => ResourceError | null,
  answered: readonly Answered[],
  show: (resource: Asked, result: Answered | ResourceError) => Result,
): Result[] {
  let next = 0
  return resources.map((resource) => {
    const refusal = refuse(resource)
    const result = refusal ?? answered[next++]
    if (result === undefined) throw new Error('The cluster answers for every resource that it is asked for.')
    return show(resource, result)
  })
}

/** An alteration's result. */
export function alteredResource({ resourceType, resourceName }: AskedResource, { error, errorMessage }: ResourceError) {
  const sentence = error === 'NONE' ? null : (errorMessage ?? kafkaError(error).message)
  return { errorCode: codeOf(error), errorMessage: sentence, resourceType, resourceName }
}
