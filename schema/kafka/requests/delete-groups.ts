// DeleteGroups (API key 42) as plain objects.
import type { KafkaErrorName } from '../errors.ts'

export type DeleteGroupsRequest = { readonly groupIds: readonly string[] }

export type DeleteGroupsResponse = { readonly results: readonly { readonly groupId: string; readonly error: KafkaErrorName }[] }
