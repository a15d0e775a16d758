// /v3/clusters/{id}/acls: the rules of access of the cluster. They hold for clients of the Kafka protocol; see docs/security.md.
// Source: AclsResource of confluentinc/kafka-rest.
import { aclList, aclQuery, createAclBody, createAclsBody, deleteAclsQuery, deletedAcls } from '../../schema/api/acls.ts'
import type { AclSearch, CreateAclBody } from '../../schema/api/acls.ts'
import { aclKey } from '../../schema/kafka/acls/acl-binding.ts'
import type { AclBinding, WantedAcl } from '../../schema/kafka/acls/acl-binding.ts'
import type { AclFilter } from '../../schema/kafka/acls/acl-filter.ts'
import { endpoint } from '../http/endpoint.ts'
import type { Endpoint } from '../http/endpoint.ts'
import { json } from '../http/json-response.ts'
import { compareText } from '../http/paging.ts'
import { ask, refuseError, sequenceHeader } from './ask.ts'
import type { Asker } from './ask.ts'
import { addressOf, listResponse } from './resource.ts'
import type { Place } from './resource.ts'

const PATH = '/v3/clusters/:cluster_id/acls'

const listAcls = endpoint({
  method: 'GET',
  path: PATH,
  tag: 'ACLs',
  summary: 'List the ACLs',
  description: 'All of them, or those that the query means.',
  scope: 'admin',
  query: aclQuery,
  responses: { 200: { description: 'The ACLs.', schema: aclList } },
  async handle(context) {
    const { response } = await ask(context, { api: 'DescribeAcls', request: { filter: filterOf(context.query) } })
    refuseError(response.error, response.errorMessage)
    return listResponse({
      kind: 'KafkaAclList',
      self: addressOf(context, 'acls'),
      sorted: response.acls.toSorted((left, right) => compareText(aclKey(left), aclKey(right))),
      keyOf: aclKey,
      compare: compareText,
      query: context.query,
      show: (acl) => showAcl(context, acl),
    })
  },
})

const createAcl = endpoint({
  method: 'POST',
  path: PATH,
  tag: 'ACLs',
  summary: 'Create an ACL',
  scope: 'admin',
  body: createAclBody,
  responses: { 201: { description: 'The ACL is in force; Location finds it.' } },
  async handle(context) {
    const acl = wantedAcl(context.body)
    const headers = await create(context, [acl])
    return new Response(null, { status: 201, headers: { ...headers, Location: addressOfAcl(context, acl) } })
  },
})

const createAcls = endpoint({
  method: 'POST',
  path: '/v3/clusters/:cluster_id/acls:batch',
  tag: 'ACLs',
  summary: 'Create ACLs',
  description: 'Each by itself; the answer is the error of the first that was refused.',
  scope: 'admin',
  body: createAclsBody,
  responses: { 201: { description: 'The ACLs are in force.' } },
  async handle(context) {
    const headers = await create(context, context.body.data.map(wantedAcl))
    return new Response(null, { status: 201, headers })
  },
})

const deleteAcls = endpoint({
  method: 'DELETE',
  path: PATH,
  tag: 'ACLs',
  summary: 'Delete ACLs',
  description: 'Those that the query means. What is not named there is left open.',
  scope: 'admin',
  query: deleteAclsQuery,
  responses: { 200: { description: 'The ACLs that are no more.', schema: deletedAcls } },
  async handle(context) {
    const answered = await ask(context, { api: 'DeleteAcls', request: { filters: [filterOf(context.query)] } })
    const [result] = answered.response.filterResults
    if (result === undefined) throw new Error('DeleteAcls answers for every filter.')
    refuseError(result.error, result.errorMessage)
    return json(200, { data: result.matchingAcls.map((acl) => showAcl(context, acl)) }, sequenceHeader(answered))
  },
})

export const aclEndpoints: readonly Endpoint[] = [listAcls, createAcl, createAcls, deleteAcls]

/** The header that names the change. */
async function create(asker: Asker, creations: readonly WantedAcl[]): Promise<Record<string, string>> {
  const answered = await ask(asker, { api: 'CreateAcls', request: { creations } })
  for (const { error, errorMessage } of answered.response.results) refuseError(error, errorMessage)
  return sequenceHeader(answered)
}

/** An empty name is none, as for the proxy. */
function filterOf({ resource_type, resource_name, pattern_type, principal, host, operation, permission }: AclSearch): AclFilter {
  return {
    resourceType: resource_type ?? 'ANY',
    resourceName: resource_name || null,
    patternType: pattern_type ?? 'ANY',
    principal: principal || null,
    host: host || null,
    operation: operation ?? 'ANY',
    permissionType: permission ?? 'ANY',
  }
}

function wantedAcl({ resource_type, resource_name, pattern_type, permission, ...others }: CreateAclBody): WantedAcl {
  return { ...others, resourceType: resource_type, resourceName: resource_name, patternType: pattern_type, permissionType: permission }
}

function showAcl(place: Place, acl: AclBinding): object {
  return {
    kind: 'KafkaAcl',
    metadata: { self: addressOfAcl(place, acl), resource_name: null },
    cluster_id: place.sandboxId,
    ...fieldsOf(acl),
  }
}

/** One has no id of its own: what finds it is all that it says. */
function addressOfAcl(place: Place, acl: WantedAcl): string {
  const query = Object.entries(fieldsOf(acl)).map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
  return `${addressOf(place, 'acls')}?${query.join('&')}`
}

function fieldsOf({ resourceType, resourceName, patternType, principal, host, operation, permissionType }: WantedAcl) {
  return {
    resource_type: resourceType,
    resource_name: resourceName,
    pattern_type: patternType,
    principal,
    host,
    operation,
    permission: permissionType,
  }
}
