// Groups of the classic protocol over the wire: what each version says and is told.
import { beforeEach, describe, expect, it } from 'vitest'
import { heartbeatMessages } from '../../../../schema/kafka/protocol/messages/heartbeat.ts'
import { joinGroupMessages } from '../../../../schema/kafka/protocol/messages/join-group.ts'
import { leaveGroupMessages } from '../../../../schema/kafka/protocol/messages/leave-group.ts'
import { syncGroupMessages } from '../../../../schema/kafka/protocol/messages/sync-group.ts'
import { MemoryEdge } from '../../../../test/support/memory-sandbox.ts'
import type { MadeSandbox } from '../../../../test/support/memory-sandbox.ts'
import { createTopic } from '../../../../test/support/records.ts'
import {
  assignmentBytes,
  codeOf,
  JOINING,
  memberAlone,
  openCoordinator,
  QUICK_GROUPS,
  SUBSCRIPTION_BYTES,
  WireMember,
} from '../../../../test/support/wire-group.ts'
import type { TestWire } from '../../../../test/support/wire.ts'

const edge = new MemoryEdge()
const STATIC = { groupInstanceId: 'shelf' }
let made: MadeSandbox
let wire: TestWire

beforeEach(async () => {
  made = await edge.sandbox({ seed: 1, configs: QUICK_GROUPS })
  createTopic(edge.clusterOf(made.id), 't', {}, 2)
  wire = await openCoordinator(edge, made)
})

function storedMember() {
  for (const { memberships } of edge.clusterOf(made.id).cluster.groupCoordinators.values()) {
    const group = memberships.get('g')
    if (group?.type === 'classic') return group.members[0]
  }
  return undefined
}

describe('JoinGroup', () => {
  it.each([0, 1, 2, 3])('makes a member at once in version %i', async (version) => {
    const member = new WireMember(wire)
    const joined = await member.joinOnce(version)
    expect(joined).toMatchObject({ errorCode: 0, generationId: 1, protocolName: 'range', protocolType: null, leader: joined.memberId })
    expect(joined.members).toEqual([{ memberId: joined.memberId, groupInstanceId: null, metadata: SUBSCRIPTION_BYTES }])
    expect(joined.memberId).toMatch(/^test-[0-9a-f-]{36}$/)
  })

  it.each([4, 5, 6, 7, 8, 9])('gives a member its id first in version %i', async (version) => {
    const member = new WireMember(wire)
    const told = await member.joinOnce(version)
    const nobody = { errorCode: codeOf('MEMBER_ID_REQUIRED'), generationId: -1, leader: '', members: [], skipAssignment: false }
    expect(told).toMatchObject({ ...nobody, protocolName: version < 7 ? '' : null })
    expect(told.memberId).not.toBe('')
    const joined = await member.joinOnce(version)
    expect(joined).toMatchObject({ errorCode: 0, generationId: 1, memberId: told.memberId, leader: told.memberId })
    expect(joined.protocolType).toBe(version < 7 ? null : 'consumer')
  })

  it('takes the session timeout for both in version 0', async () => {
    await new WireMember(wire).joinOnce(0)
    expect(storedMember()).toMatchObject({ sessionTimeoutMs: 10_000, rebalanceTimeoutMs: 10_000 })
  })

  it('shows the coordinator who the client is and where it sits', async () => {
    const elsewhere = await openCoordinator(edge, made, 'g', { clientHost: '/10.1.2.3' })
    await new WireMember(elsewhere).join()
    expect(storedMember()).toMatchObject({ clientId: 'test', clientHost: '/10.1.2.3', rebalanceTimeoutMs: 60_000 })
  })

  it('tells the leader who the others are, and the others who leads', async () => {
    const [first, second] = [new WireMember(wire), new WireMember(await openCoordinator(edge, made), STATIC)]
    await first.join()
    const joining = second.join()
    const [ofFirst, ofSecond] = await Promise.all([first.join(9), joining])
    expect(ofFirst).toMatchObject({ errorCode: 0, generationId: 2, leader: first.memberId })
    expect(ofFirst.members).toEqual([
      { memberId: first.memberId, groupInstanceId: null, metadata: SUBSCRIPTION_BYTES },
      { memberId: second.memberId, groupInstanceId: 'shelf', metadata: SUBSCRIPTION_BYTES },
    ])
    expect(ofSecond).toMatchObject({ errorCode: 0, generationId: 2, leader: first.memberId, members: [] })
  })

  it('gives a static member its place back, and tells its leader from version 9 on that nothing is to assign', async () => {
    const before = await memberAlone(wire, STATIC)
    const again = new WireMember(await openCoordinator(edge, made), STATIC)
    const joined = await again.joinOnce(9)
    expect(joined).toMatchObject({ errorCode: 0, generationId: 1, skipAssignment: true, leader: again.memberId })
    expect(again.memberId).not.toBe(before.memberId)
    expect(await before.heartbeat()).toBe(codeOf('FENCED_INSTANCE_ID'))
    const old = await new WireMember(await openCoordinator(edge, made), STATIC).joinOnce(8)
    expect(old).toMatchObject({ errorCode: 0, skipAssignment: false, leader: again.memberId, members: [] })
  })

  it.each([0, 5, 6, 7, 9])('refuses what is wrong with a request in version %i', async (version) => {
    const join = (over: object) => wire.call(joinGroupMessages, version, { ...JOINING, ...over })
    const nobody = { generationId: -1, leader: '', members: [], protocolName: version < 7 ? '' : null }
    expect(await join({ groupId: '' })).toMatchObject({ ...nobody, errorCode: codeOf('INVALID_GROUP_ID') })
    expect(await join({ sessionTimeoutMs: 1 })).toMatchObject({ ...nobody, errorCode: codeOf('INVALID_SESSION_TIMEOUT') })
    expect(await join({ memberId: 'x' })).toMatchObject({ ...nobody, errorCode: codeOf('UNKNOWN_MEMBER_ID'), memberId: 'x' })
    expect(await join({ protocols: [] })).toMatchObject({ ...nobody, errorCode: codeOf('INCONSISTENT_GROUP_PROTOCOL') })
  })

  it('is answered by the coordinator alone', async () => {
    const elsewhere = await openCoordinator(edge, made, 'g', { brokerId: wire.client.brokerId === 1 ? 2 : 1 })
    expect((await new WireMember(elsewhere).joinOnce(5)).errorCode).toBe(codeOf('NOT_COORDINATOR'))
  })
})

describe('SyncGroup', () => {
  it.each([0, 1, 2, 3, 4, 5])('gives a member its part in version %i', async (version) => {
    const member = new WireMember(wire)
    await member.join()
    const named = version < 5 ? { protocolType: null, protocolName: null } : { protocolType: 'consumer', protocolName: 'range' }
    const assignment = assignmentBytes([0, 1])
    const asked = { ...member.named, ...named, assignments: [{ memberId: member.memberId, assignment }] }
    expect(await wire.call(syncGroupMessages, version, asked)).toEqual({ throttleTimeMs: 0, errorCode: 0, ...named, assignment })
    expect(await wire.call(syncGroupMessages, version, { ...asked, generationId: 7 })).toEqual({
      throttleTimeMs: 0,
      errorCode: codeOf('ILLEGAL_GENERATION'),
      protocolType: null,
      protocolName: null,
      assignment: new Uint8Array(0),
    })
  })

  it('compares from version 5 on which protocol the member means, and wants to be told', async () => {
    const member = await memberAlone(wire)
    const asked = { ...member.named, assignments: [] }
    const sync = async (over: object) => (await wire.call(syncGroupMessages, 5, { ...asked, ...over })).errorCode
    expect(await sync({})).toBe(codeOf('INCONSISTENT_GROUP_PROTOCOL'))
    expect(await sync({ protocolType: 'consumer' })).toBe(codeOf('INCONSISTENT_GROUP_PROTOCOL'))
    expect(await sync({ protocolType: 'consumer', protocolName: 'sticky' })).toBe(codeOf('INCONSISTENT_GROUP_PROTOCOL'))
    expect(await sync({ protocolType: 'consumer', protocolName: 'range' })).toBe(0)
  })

  it('waits for the leader', async () => {
    const [leader, follower] = [new WireMember(wire), new WireMember(await openCoordinator(edge, made))]
    await leader.join()
    const joining = follower.join(3)
    await Promise.all([leader.join(), joining])
    const waiting = follower.sync()
    await leader.sync({ [leader.memberId]: [0], [follower.memberId]: [1] })
    expect((await waiting).assignment).toEqual(assignmentBytes([1]))
  })

  it.each([3, 4, 5])('knows a static member by its instance in version %i', async (version) => {
    const before = await memberAlone(wire, STATIC)
    await new WireMember(await openCoordinator(edge, made), STATIC).joinOnce(9)
    expect((await before.sync({}, version)).errorCode).toBe(codeOf('FENCED_INSTANCE_ID'))
  })
})

describe('Heartbeat', () => {
  it.each([0, 1, 2, 3, 4])('keeps a member alive and tells it where it stands in version %i', async (version) => {
    const member = await memberAlone(wire)
    const { groupInstanceId: _none, ...named } = member.named
    const beat = async (over: object) => (await wire.call(heartbeatMessages, version, { ...named, ...over })).errorCode
    expect(await beat({})).toBe(0)
    expect(await beat({ generationId: 7 })).toBe(codeOf('ILLEGAL_GENERATION'))
    expect(await beat({ memberId: 'x' })).toBe(codeOf('UNKNOWN_MEMBER_ID'))
    expect(await beat({ groupId: '' })).toBe(codeOf('INVALID_GROUP_ID'))
  })

  it('tells of a rebalance', async () => {
    const member = await memberAlone(wire)
    const joining = new WireMember(await openCoordinator(edge, made)).join(3)
    expect(await member.heartbeat()).toBe(codeOf('REBALANCE_IN_PROGRESS'))
    await Promise.all([member.join(), joining])
    expect(member.generationId).toBe(2)
  })
})

describe('LeaveGroup', () => {
  const LEAVING = { groupId: 'g', memberId: '', members: [] }

  it.each([0, 1, 2])('takes one member out in version %i, and has its error for its own', async (version) => {
    const { memberId } = await memberAlone(wire)
    const leave = async (over: object) => (await wire.call(leaveGroupMessages, version, { ...LEAVING, ...over })).errorCode
    expect(await leave({ memberId: 'x' })).toBe(codeOf('UNKNOWN_MEMBER_ID'))
    expect(await leave({ groupId: '' })).toBe(codeOf('INVALID_GROUP_ID'))
    expect(await leave({ memberId })).toBe(0)
    expect(await leave({ memberId })).toBe(codeOf('UNKNOWN_MEMBER_ID'))
  })

  it.each([3, 4, 5])('takes several out in version %i, each with its own error', async (version) => {
    await memberAlone(wire, STATIC)
    const reason = version < 5 ? {} : { reason: 'the shelf is full' }
    const members = [
      { memberId: 'x', ...reason },
      { memberId: '', ...STATIC, ...reason },
    ]
    expect(await wire.call(leaveGroupMessages, version, { ...LEAVING, members })).toEqual({
      throttleTimeMs: 0,
      errorCode: 0,
      members: [
        { memberId: 'x', groupInstanceId: null, errorCode: codeOf('UNKNOWN_MEMBER_ID') },
        { memberId: '', groupInstanceId: 'shelf', errorCode: 0 },
      ],
    })
  })
})
