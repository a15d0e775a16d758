import { beforeEach, describe, expect, it } from 'vitest'
import { ACL_OPERATIONS, codeOfName, PATTERN_TYPES, PERMISSION_TYPES, RESOURCE_TYPES } from '../../../schema/kafka/acls/acl-codes.ts'
import type { AclBinding } from '../../../schema/kafka/acls/acl-binding.ts'
import { createAclsMessages } from '../../../schema/kafka/protocol/messages/create-acls.ts'
import { deleteAclsMessages } from '../../../schema/kafka/protocol/messages/delete-acls.ts'
import { describeAclsMessages } from '../../../schema/kafka/protocol/messages/describe-acls.ts'
import { initProducerIdMessages } from '../../../schema/kafka/protocol/messages/init-producer-id.ts'
import { listOffsetsMessages } from '../../../schema/kafka/protocol/messages/list-offsets.ts'
import { metadataMessages } from '../../../schema/kafka/protocol/messages/metadata.ts'
import type { MadeSandbox } from '../../../test/support/memory-sandbox.ts'
import { MemoryEdge } from '../../../test/support/memory-sandbox.ts'
import { authenticatePlain } from '../../../test/support/sasl.ts'
import { TestWire } from '../../../test/support/wire.ts'
import type { WireDoor } from '../wire-client.ts'

const CLUSTER_AUTHORIZATION_FAILED = 31
const TOPIC_AUTHORIZATION_FAILED = 29
const ANY = {
  resourceTypeFilter: 1,
  resourceNameFilter: null,
  patternTypeFilter: 1,
  principalFilter: null,
  hostFilter: null,
  operation: 1,
  permissionType: 1,
}

const edge = new MemoryEdge()
let sandbox: MadeSandbox
let owner: TestWire

beforeEach(async () => {
  sandbox = await edge.sandbox({ seed: 1 })
  owner = await TestWire.open(edge, sandbox)
  for (const name of ['orders', 'payments']) {
    await edge.http('POST', `/v3/clusters/${sandbox.id}/topics`, { key: sandbox.owner, json: { topic_name: name, partitions_count: 1 } })
  }
})

/** A connection of a new key, and the principal that it is. */
async function connect(json: object, given: Partial<WireDoor> = {}): Promise<{ wire: TestWire; principal: string }> {
  const answer = await edge.http('POST', `/v1/sandboxes/${sandbox.id}/keys`, { key: sandbox.owner, json })
  const { id, key } = (await answer.json()) as { id: string; key: string }
  const wire = await TestWire.open(edge, sandbox, given)
  await authenticatePlain(wire, id, key)
  return { wire, principal: `User:${id}` }
}

async function allow(rule: Partial<AclBinding> & Pick<AclBinding, 'principal'>): Promise<void> {
  const acl: AclBinding = {
    resourceType: 'TOPIC',
    resourceName: 'orders',
    patternType: 'LITERAL',
    host: '*',
    operation: 'READ',
    permissionType: 'ALLOW',
    ...rule,
  }
  const creation = {
    ...acl,
    resourceType: codeOfName(RESOURCE_TYPES, acl.resourceType),
    resourcePatternType: codeOfName(PATTERN_TYPES, acl.patternType),
    operation: codeOfName(ACL_OPERATIONS, acl.operation),
    permissionType: codeOfName(PERMISSION_TYPES, acl.permissionType),
  }
  const { results } = await owner.call(createAclsMessages, 3, { creations: [creation] })
  expect(results).toEqual([{ errorCode: 0, errorMessage: null }])
}

async function seenTopics(wire: TestWire): Promise<(string | null)[]> {
  const flags = { includeClusterAuthorizedOperations: false, includeTopicAuthorizedOperations: false }
  const { topics } = await wire.call(metadataMessages, 9, { topics: null, allowAutoTopicCreation: false, ...flags })
  return topics.map(({ name }) => name)
}

async function offsetsError(wire: TestWire, topic: string): Promise<number | undefined> {
  const partitions = [{ partitionIndex: 0, currentLeaderEpoch: -1, timestamp: -1 }]
  const { topics } = await wire.call(listOffsetsMessages, 5, {
    replicaId: -1,
    isolationLevel: 0,
    topics: [{ name: topic, partitions }],
    timeoutMs: 0,
  })
  return topics[0]?.partitions[0]?.errorCode
}

describe('rules of access', () => {
  it('forbid nothing while there are none', async () => {
    const { wire } = await connect({ scopes: ['observe'] })
    expect(await seenTopics(wire)).toEqual(['orders', 'payments'])
  })

  it('hold for connections that are open already, from the moment they are made until they are removed', async () => {
    const { wire } = await connect({ scopes: ['observe'] })
    expect(await offsetsError(wire, 'orders')).not.toBe(TOPIC_AUTHORIZATION_FAILED)
    await allow({ principal: 'User:somebody-else' })
    expect(await seenTopics(wire)).toEqual(['payments'])
    expect(await offsetsError(wire, 'orders')).toBe(TOPIC_AUTHORIZATION_FAILED)
    const { filterResults } = await owner.call(deleteAclsMessages, 3, { filters: [ANY] })
    expect(filterResults[0]?.matchingAcls).toMatchObject([{ resourceName: 'orders', principal: 'User:somebody-else' }])
    expect(await seenTopics(wire)).toEqual(['orders', 'payments'])
  })

  it('allow the key that they name, and nobody else', async () => {
    const ada = await connect({ scopes: ['observe'] })
    const bob = await connect({ scopes: ['observe'] })
    await allow({ principal: ada.principal })
    expect(await seenTopics(ada.wire)).toEqual(['orders', 'payments'])
    expect(await seenTopics(bob.wire)).toEqual(['payments'])
  })

  it('give a key nothing that its scopes do not', async () => {
    const { wire, principal } = await connect({ scopes: ['produce'] })
    await allow({ principal, operation: 'ALL' })
    expect(await offsetsError(wire, 'orders')).toBe(TOPIC_AUTHORIZATION_FAILED)
  })

  it('do not bind a key with the scope admin', async () => {
    const { wire, principal } = await connect({ scopes: ['admin'] })
    await allow({ principal, operation: 'ALL', permissionType: 'DENY' })
    expect(await seenTopics(wire)).toEqual(['orders', 'payments'])
  })

  it('may be about where a client comes from', async () => {
    const here = await connect({ scopes: ['observe'] }, { clientHost: '/10.0.0.1' })
    const there = await connect({ scopes: ['observe'] }, { clientHost: '/10.0.0.2' })
    await allow({ principal: 'User:*', host: '10.0.0.1' })
    expect(await seenTopics(here.wire)).toEqual(['orders', 'payments'])
    expect(await seenTopics(there.wire)).toEqual(['payments'])
  })

  it('decide about idempotent producers by the cluster or by any topic', async () => {
    const { wire, principal } = await connect({ scopes: ['produce'] })
    const init = async (): Promise<number> => {
      const message = { transactionalId: null, transactionTimeoutMs: 1000, enable2Pc: false, keepPreparedTxn: false }
      return (await wire.call(initProducerIdMessages, 4, message)).errorCode
    }
    await allow({ principal: 'User:other', resourceType: 'CLUSTER', resourceName: 'kafka-cluster', operation: 'IDEMPOTENT_WRITE' })
    expect(await init()).toBe(0)
    await allow({ principal: 'User:*', resourceName: '*', operation: 'WRITE', permissionType: 'DENY' })
    expect(await init()).toBe(CLUSTER_AUTHORIZATION_FAILED)
    await allow({ principal, resourceType: 'CLUSTER', resourceName: 'kafka-cluster', operation: 'IDEMPOTENT_WRITE' })
    expect(await init()).toBe(0)
  })
})

describe('DescribeAcls', () => {
  it.each([1, 2, 3])('tells them by their resources in version %i', async (version) => {
    await allow({ principal: 'User:ada' })
    await allow({ principal: 'User:bob' })
    await allow({ principal: 'User:ada', resourceName: 'pay', patternType: 'PREFIXED', operation: 'WRITE' })
    const { errorCode, resources } = await owner.call(describeAclsMessages, version, ANY)
    expect(errorCode).toBe(0)
    expect(resources).toEqual([
      {
        resourceType: 2,
        resourceName: 'orders',
        patternType: 3,
        acls: [
          { principal: 'User:ada', host: '*', operation: 3, permissionType: 3 },
          { principal: 'User:bob', host: '*', operation: 3, permissionType: 3 },
        ],
      },
      {
        resourceType: 2,
        resourceName: 'pay',
        patternType: 4,
        acls: [{ principal: 'User:ada', host: '*', operation: 4, permissionType: 3 }],
      },
    ])
  })

  it('is for those who may administer', async () => {
    const { wire } = await connect({ scopes: ['produce', 'consume', 'observe'] })
    expect((await wire.call(describeAclsMessages, 3, ANY)).errorCode).toBe(CLUSTER_AUTHORIZATION_FAILED)
    expect((await wire.call(createAclsMessages, 3, { creations: [] })).results).toEqual([])
    expect((await wire.call(deleteAclsMessages, 3, { filters: [ANY] })).filterResults[0]?.errorCode).toBe(CLUSTER_AUTHORIZATION_FAILED)
  })
})
