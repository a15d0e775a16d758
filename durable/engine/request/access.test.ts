import { beforeEach, describe, expect, it } from 'vitest'
import type { WantedAcl } from '../../../schema/kafka/acls/acl-binding.ts'
import type { AclFilter } from '../../../schema/kafka/acls/acl-filter.ts'
import { decodeMetadataRecord } from '../../../schema/kafka/metadata/metadata-record.ts'
import { decodeRecords } from '../../../schema/kafka/record-cursor.ts'
import { MAX_ACCESS_CHANGES_PER_REQUEST, MAX_ACLS_PER_SANDBOX, MAX_ACL_TEXT_CHARACTERS, MAX_CLIENT_QUOTAS } from '../../../schema/limits.ts'
import type { QuotaFilterComponent } from '../../../schema/kafka/requests/client-quotas.ts'
import { MemoryCluster } from '../../../test/support/memory-store.ts'
import { apply } from '../apply.ts'
import { emptyCluster } from '../cluster.ts'
import { batchesOf } from '../log/walk.ts'
import { decodeCluster, encodeCluster } from '../snapshot.ts'

const RULE: WantedAcl = {
  resourceType: 'TOPIC',
  resourceName: 'orders',
  patternType: 'LITERAL',
  principal: 'User:ada',
  host: '*',
  operation: 'READ',
  permissionType: 'ALLOW',
}
const ANY: AclFilter = {
  resourceType: 'ANY',
  resourceName: null,
  patternType: 'ANY',
  principal: null,
  host: null,
  operation: 'ANY',
  permissionType: 'ANY',
}
const ADA = [{ entityType: 'user', entityName: 'ada' }]

let cluster: MemoryCluster

beforeEach(() => {
  cluster = new MemoryCluster()
})

function create(...creations: WantedAcl[]) {
  return cluster.request('CreateAcls', { creations }).results
}

function describeAll(filter: Partial<AclFilter> = {}) {
  return cluster.request('DescribeAcls', { filter: { ...ANY, ...filter } }).acls
}

function alter(
  entity: readonly { entityType: string; entityName: string | null }[],
  values: Record<string, number | null>,
  validateOnly = false,
) {
  const ops = Object.entries(values).map(([key, value]) => ({ key, value: value ?? 0, remove: value === null }))
  return cluster.request('AlterClientQuotas', { entries: [{ entity, ops }], validateOnly }).entries[0]!
}

function quotas(components: readonly QuotaFilterComponent[] = [], strict = false) {
  return cluster.request('DescribeClientQuotas', { components, strict })
}

/** The newest records of __cluster_metadata. */
function lastRecords(count: number) {
  const { metadataLog } = cluster.cluster
  const batches = [...batchesOf(metadataLog, cluster.store, metadataLog.logEndOffset - count, metadataLog.logEndOffset)]
  return batches.flatMap((batch) => {
    const decoded = decodeRecords(batch, 1_000_000)
    return decoded.ok ? decoded.records.map(({ value }) => decodeMetadataRecord(value!)) : []
  })
}

function replayed() {
  const again = emptyCluster()
  for (const { nowMs, records } of cluster.entries) for (const record of records) apply(again, record, nowMs)
  return again
}

describe('rules of access', () => {
  it('[ACL1] are kept as they were made, once, and told to whoever asks by a filter', () => {
    expect(create(RULE, RULE, { ...RULE, operation: 'WRITE' })).toEqual(
      Array.from({ length: 3 }, () => ({ error: 'NONE', errorMessage: null })),
    )
    expect(create(RULE)).toEqual([{ error: 'NONE', errorMessage: null }])
    expect(describeAll()).toEqual([RULE, { ...RULE, operation: 'WRITE' }])
    expect(describeAll({ operation: 'READ' })).toEqual([RULE])
    expect(describeAll({ resourceType: 'GROUP' })).toEqual([])
  })

  it('[ACL2] that mean nothing are INVALID_REQUEST, each by itself', () => {
    const wrong: Partial<WantedAcl>[] = [
      { resourceType: 'CLUSTER' },
      { resourceName: '' },
      { resourceType: 'ANY' },
      { patternType: 'MATCH' },
      { operation: 'ANY' },
      { operation: 'UNKNOWN' },
      { permissionType: 'ANY' },
      { principal: 'ada' },
      { principal: `User:${'a'.repeat(MAX_ACL_TEXT_CHARACTERS)}` },
    ]
    const results = create(...wrong.map((change) => ({ ...RULE, ...change })), RULE)
    expect(results.map(({ error }) => error)).toEqual([...wrong.map(() => 'INVALID_REQUEST'), 'NONE'])
    expect(results[0]?.errorMessage).toBe('The only valid name for the CLUSTER resource is kafka-cluster')
    expect(create({ ...RULE, resourceType: 'CLUSTER', resourceName: 'kafka-cluster' })).toEqual([{ error: 'NONE', errorMessage: null }])
  })

  it('[ACL3] are removed by filters, which tell what they removed', () => {
    create(RULE, { ...RULE, principal: 'User:bob' }, { ...RULE, resourceType: 'GROUP' })
    const { filterResults } = cluster.request('DeleteAcls', {
      filters: [
        { ...ANY, principal: 'User:bob' },
        { ...ANY, resourceType: 'TOPIC' },
        { ...ANY, operation: 'UNKNOWN' },
      ],
    })
    expect(filterResults.map(({ error, matchingAcls }) => [error, matchingAcls.length])).toEqual([
      ['NONE', 1],
      ['NONE', 2],
      ['INVALID_REQUEST', 0],
    ])
    expect(describeAll()).toEqual([{ ...RULE, resourceType: 'GROUP' }])
  })

  it('[ACL4] are AccessControlEntryRecords of the metadata log, and outlive the object', () => {
    create(RULE)
    const [created] = lastRecords(1)
    expect(created).toMatchObject({
      type: 'AccessControlEntryRecord',
      resourceType: 2,
      resourceName: 'orders',
      patternType: 3,
      principal: 'User:ada',
      host: '*',
      operation: 3,
      permissionType: 3,
    })
    expect(decodeCluster(encodeCluster(cluster.cluster)).acls).toEqual(cluster.cluster.acls)
    expect(replayed().acls).toEqual(cluster.cluster.acls)
    cluster.request('DeleteAcls', { filters: [ANY] })
    expect(lastRecords(1)).toMatchObject([
      { type: 'RemoveAccessControlEntryRecord', id: created?.type === 'AccessControlEntryRecord' ? created.id : '' },
    ])
  })

  it('[ACL5] beyond what a sandbox has room for are POLICY_VIOLATION', () => {
    const many = Array.from({ length: MAX_ACLS_PER_SANDBOX }, (_, index) => ({ ...RULE, resourceName: `t${index}` }))
    expect(
      create(...many, RULE)
        .map(({ error }) => error)
        .filter((error) => error !== 'NONE'),
    ).toEqual(['POLICY_VIOLATION'])
    expect(create(many[0]!)).toEqual([{ error: 'NONE', errorMessage: null }])
  })

  it('[ACL5] are not made and not deleted by a request that is too large', () => {
    const creations = Array.from({ length: MAX_ACCESS_CHANGES_PER_REQUEST + 1 }, () => RULE)
    expect(new Set(create(...creations).map(({ error }) => error))).toEqual(new Set(['INVALID_REQUEST']))
    const filters = Array.from({ length: MAX_ACCESS_CHANGES_PER_REQUEST + 1 }, () => ANY)
    create(RULE)
    expect(new Set(cluster.request('DeleteAcls', { filters }).filterResults.map(({ error }) => error))).toEqual(
      new Set(['INVALID_REQUEST']),
    )
    create(...Array.from({ length: 500 }, (_, index) => ({ ...RULE, resourceName: `t${index}` })))
    const { filterResults } = cluster.request('DeleteAcls', { filters: Array.from({ length: 1000 }, () => ANY) })
    expect(filterResults.filter(({ error }) => error === 'NONE').length).toBeLessThan(30)
    expect(describeAll()).toEqual([])
  })

  it('[ACL2] are asked for by filters that mean something', () => {
    const { error } = cluster.request('DescribeAcls', { filter: { ...ANY, patternType: 'UNKNOWN' } })
    expect(error).toBe('INVALID_REQUEST')
  })
})

describe('quotas', () => {
  it('[QUO1] are kept for users, clients, both, and addresses, and removed one by one', () => {
    expect(alter(ADA, { producer_byte_rate: 1024, request_percentage: 0.5 })).toMatchObject({ error: 'NONE' })
    alter([...ADA, { entityType: 'client-id', entityName: null }], { consumer_byte_rate: 2048 })
    alter([{ entityType: 'ip', entityName: '10.0.0.1' }], { connection_creation_rate: 5 })
    expect(quotas().entries).toEqual([
      {
        entity: ADA,
        values: [
          { key: 'producer_byte_rate', value: 1024 },
          { key: 'request_percentage', value: 0.5 },
        ],
      },
      { entity: [{ entityType: 'client-id', entityName: null }, ...ADA], values: [{ key: 'consumer_byte_rate', value: 2048 }] },
      { entity: [{ entityType: 'ip', entityName: '10.0.0.1' }], values: [{ key: 'connection_creation_rate', value: 5 }] },
    ])
    alter(ADA, { producer_byte_rate: null, request_percentage: null, controller_mutation_rate: null })
    expect(quotas([{ entityType: 'user', matchType: 'EXACT', match: 'ada' }], true).entries).toEqual([])
  })

  it('[QUO2] that no entity can have are INVALID_REQUEST and change nothing', () => {
    const wrong: [{ entityType: string; entityName: string | null }[], Record<string, number>][] = [
      [[], { producer_byte_rate: 1 }],
      [[{ entityType: 'team', entityName: 'a' }], { producer_byte_rate: 1 }],
      [[{ entityType: 'user', entityName: '' }], { producer_byte_rate: 1 }],
      [[...ADA, ...ADA], { producer_byte_rate: 1 }],
      [[...ADA, { entityType: 'ip', entityName: '10.0.0.1' }], { connection_creation_rate: 1 }],
      [[{ entityType: 'ip', entityName: 'somewhere' }], { connection_creation_rate: 1 }],
      [[{ entityType: 'ip', entityName: '10.0.0.1' }], { producer_byte_rate: 1 }],
      [ADA, { connection_creation_rate: 1 }],
      [ADA, { constructor: 1 }],
      [ADA, { producer_byte_rate: 0 }],
      [ADA, { producer_byte_rate: -1 }],
      [ADA, { producer_byte_rate: 1.5 }],
      [ADA, { producer_byte_rate: NaN }],
      [ADA, { producer_byte_rate: Infinity }],
      [ADA, { request_percentage: Infinity }],
      [ADA, { consumer_byte_rate: 1, producer_byte_rate: 0 }],
    ]
    for (const [entity, values] of wrong) expect([entity, values, alter(entity, values).error]).toEqual([entity, values, 'INVALID_REQUEST'])
    const twice = { entity: ADA, ops: [{ key: 'producer_byte_rate', value: 1, remove: false }] }
    const { entries } = cluster.request('AlterClientQuotas', { entries: [twice, twice], validateOnly: true })
    expect(entries.map(({ error }) => error)).toEqual(['NONE', 'INVALID_REQUEST'])
    expect(quotas().entries).toEqual([])
  })

  it('[QUO3] are found by an exact name, by the default, or by any', () => {
    const EVERYBODY = [{ entityType: 'user', entityName: null }]
    const BOTH = [{ entityType: 'client-id', entityName: 'app' }, ...ADA]
    for (const entity of [ADA, EVERYBODY, BOTH]) alter(entity, { producer_byte_rate: 1 })
    const found = (component: QuotaFilterComponent, strict: boolean) => quotas([component], strict).entries.map(({ entity }) => entity)
    expect(found({ entityType: 'user', matchType: 'EXACT', match: 'ada' }, false)).toEqual([ADA, BOTH])
    expect(found({ entityType: 'user', matchType: 'EXACT', match: 'ada' }, true)).toEqual([ADA])
    expect(found({ entityType: 'user', matchType: 'DEFAULT', match: null }, false)).toEqual([EVERYBODY])
    expect(found({ entityType: 'user', matchType: 'ANY', match: null }, true)).toEqual([ADA, EVERYBODY])
    expect(found({ entityType: 'client-id', matchType: 'ANY', match: null }, false)).toEqual([BOTH])
  })

  it('[QUO3] are not asked for by a filter that contradicts itself', () => {
    const user = { entityType: 'user', matchType: 'ANY', match: null } as const
    const wrong: QuotaFilterComponent[][] = [
      [{ ...user, entityType: '' }],
      [user, user],
      [user, { ...user, entityType: 'ip' }],
      [{ ...user, match: 'ada' }],
      [{ ...user, matchType: 'EXACT' }],
      [{ ...user, matchType: 'UNKNOWN' }],
    ]
    for (const components of wrong) expect(quotas(components).error).toBe('INVALID_REQUEST')
    expect(quotas([{ ...user, entityType: 'team' }]).error).toBe('UNSUPPORTED_VERSION')
  })

  it('[QUO4] are ClientQuotaRecords of the metadata log, and outlive the object', () => {
    alter(ADA, { producer_byte_rate: 1024 })
    expect(lastRecords(1)).toMatchObject([
      { type: 'ClientQuotaRecord', entity: ADA, key: 'producer_byte_rate', value: 1024, remove: false },
    ])
    expect(decodeCluster(encodeCluster(cluster.cluster)).clientQuotas).toEqual(cluster.cluster.clientQuotas)
    expect(replayed().clientQuotas).toEqual(cluster.cluster.clientQuotas)
    const { logEndOffset } = cluster.cluster.metadataLog
    alter(ADA, { producer_byte_rate: 1024 })
    expect(cluster.cluster.metadataLog.logEndOffset).toBe(logEndOffset)
    alter(ADA, { producer_byte_rate: null })
    expect(lastRecords(1)).toMatchObject([{ type: 'ClientQuotaRecord', key: 'producer_byte_rate', remove: true }])
  })

  it('[QUO5] of more entities than a sandbox has room for are POLICY_VIOLATION', () => {
    const ops = [{ key: 'producer_byte_rate', value: 1, remove: false }]
    const many = Array.from({ length: MAX_CLIENT_QUOTAS + 1 }, (_, index) => ({
      entity: [{ entityType: 'user', entityName: `u${index}` }],
      ops,
    }))
    const { entries } = cluster.request('AlterClientQuotas', { entries: many, validateOnly: false })
    expect(entries.map(({ error }) => error).filter((error) => error !== 'NONE')).toEqual(['POLICY_VIOLATION'])
    expect(alter([{ entityType: 'user', entityName: 'u0' }], { producer_byte_rate: 2 }).error).toBe('NONE')
  })
})
