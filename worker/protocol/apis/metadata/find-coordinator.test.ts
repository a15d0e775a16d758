import { beforeEach, describe, expect, it } from 'vitest'
import { findCoordinatorMessages } from '../../../../schema/kafka/protocol/messages/find-coordinator.ts'
import { MemoryEdge } from '../../../../test/support/memory-sandbox.ts'
import { TestWire } from '../../../../test/support/wire.ts'

const edge = new MemoryEdge()
const GROUP = 0
const TRANSACTION = 1
const SHARE = 2
let wire: TestWire

beforeEach(async () => {
  const advertised = [1, 2, 3].map((brokerId) => ({ brokerId, host: 'here', port: 9091 + brokerId }))
  wire = await TestWire.open(edge, await edge.sandbox({ seed: 1 }), { advertised })
})

describe('FindCoordinator', () => {
  it.each([0, 1, 2, 3])('names the coordinator of one group in version %i', async (version) => {
    const found = await wire.call(findCoordinatorMessages, version, { key: 'billing', keyType: GROUP, coordinatorKeys: [] })
    expect(found).toMatchObject({ errorCode: 0, host: 'here', port: 9091 + found.nodeId, errorMessage: version === 0 ? '' : 'NONE' })
  })

  it.each([4, 5, 6])('names the coordinators of several transactional ids in version %i', async (version) => {
    const keys = ['one', 'two', 'three']
    const { coordinators } = await wire.call(findCoordinatorMessages, version, { key: '', keyType: TRANSACTION, coordinatorKeys: keys })
    expect(coordinators.map(({ key, errorCode, errorMessage }) => [key, errorCode, errorMessage])).toEqual(
      keys.map((key) => [key, 0, null]),
    )
    for (const { nodeId, host, port } of coordinators) expect([host, port]).toEqual(['here', 9091 + nodeId])
  })

  it('knows no other kinds of keys', async () => {
    const nobody = { nodeId: -1, host: '', port: -1 }
    const share = await wire.call(findCoordinatorMessages, 6, { key: '', keyType: SHARE, coordinatorKeys: ['g:t:0'] })
    expect(share.coordinators).toMatchObject([{ ...nobody, key: 'g:t:0', errorCode: 42 }])
    expect(await wire.call(findCoordinatorMessages, 2, { key: 'k', keyType: 9, coordinatorKeys: [] })).toMatchObject({
      ...nobody,
      errorCode: -1,
    })
  })
})
