// Rules of access as Confluent's REST Proxy v3 shows them and asks for them.
import * as z from 'zod'
import { ACL_OPERATIONS, PATTERN_TYPES, PERMISSION_TYPES, RESOURCE_TYPES } from '../kafka/acls/acl-codes.ts'
import { MAX_ACLS_PER_SANDBOX } from '../limits.ts'
import { listOf, resource } from './kafka-resource.ts'
import { pageQuery } from './paging.ts'

/** One of the words of Kafka, in capitals or not. */
function word<Words extends z.ZodType<string, string>>(name: string, words: Words) {
  return z
    .string({ error: `${name} cannot be unspecified or UNKNOWN` })
    .toUpperCase()
    .pipe(words)
}

const resourceType = word('resource_type', z.enum(RESOURCE_TYPES).exclude(['UNKNOWN']))
const patternType = word('pattern_type', z.enum(PATTERN_TYPES).exclude(['UNKNOWN']))
const operation = word('operation', z.enum(ACL_OPERATIONS).exclude(['UNKNOWN']))
const permission = word('permission', z.enum(PERMISSION_TYPES).exclude(['UNKNOWN']))

const names = {
  resource_name: z.string().optional().meta({ description: 'Without it, every name.' }),
  principal: z.string().optional().meta({ description: 'As in User:ada. Without it, everybody.' }),
  host: z.string().optional().meta({ description: 'An address, or a star. Without it, every host.' }),
}

/** Which rules to list. */
export const aclQuery = pageQuery.extend({
  resource_type: resourceType.optional(),
  pattern_type: patternType
    .optional()
    .meta({ description: 'MATCH finds every rule that is about a resource of the name, ANY those with the very name.' }),
  operation: operation.optional(),
  permission: permission.optional(),
  ...names,
})

/** Which rules to delete: whoever deletes all has to say so. */
export const deleteAclsQuery = z.object({ resource_type: resourceType, pattern_type: patternType, operation, permission, ...names })

export type AclSearch = Omit<z.output<typeof aclQuery>, 'page_size' | 'page_token'>

export const createAclBody = z.strictObject({
  resource_type: resourceType,
  resource_name: z.string(),
  pattern_type: patternType,
  principal: z.string(),
  host: z.string(),
  operation,
  permission,
})

export type CreateAclBody = z.output<typeof createAclBody>

export const createAclsBody = z.strictObject({ data: z.array(createAclBody).min(1).max(MAX_ACLS_PER_SANDBOX) })

export const acl = resource('KafkaAcl', {
  cluster_id: z.string(),
  resource_type: z.string(),
  resource_name: z.string(),
  pattern_type: z.string(),
  principal: z.string(),
  host: z.string(),
  operation: z.string(),
  permission: z.string(),
})

export const aclList = listOf('KafkaAclList', acl)

/** Confluent's answer has no envelope here. */
export const deletedAcls = z.object({ data: z.array(acl) })
