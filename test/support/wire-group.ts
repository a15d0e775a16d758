// Members of groups that speak the binary protocol, each over a connection of its own to the broker that coordinates the group.
import { encodeConsumerProtocolAssignment, encodeConsumerProtocolSubscription } from '../../schema/kafka/consumer-protocol.ts'
import { kafkaError } from '../../schema/kafka/errors.ts'
import type { KafkaErrorName } from '../../schema/kafka/errors.ts'
import type { MessageOf, WrittenMessageOf } from '../../schema/kafka/message/message-definition.ts'
import { findCoordinatorMessages } from '../../schema/kafka/protocol/messages/find-coordinator.ts'
import { heartbeatMessages } from '../../schema/kafka/protocol/messages/heartbeat.ts'
import { joinGroupMessages } from '../../schema/kafka/protocol/messages/join-group.ts'
import { syncGroupMessages } from '../../schema/kafka/protocol/messages/sync-group.ts'
import type { WireDoor } from '../../worker/protocol/wire-client.ts'
import type { MadeSandbox, MemoryEdge } from './memory-sandbox.ts'
import { TestWire } from './wire.ts'

/** A rebalance that begins with one member is over at once. */
export const QUICK_GROUPS = { 'group.initial.rebalance.delay.ms': '0' }

export function codeOf(error: KafkaErrorName): number {
  return kafkaError(error).code
}

/** A connection to the broker that coordinates the group. */
export async function openCoordinator(edge: MemoryEdge, made: MadeSandbox, groupId = 'g', door: Partial<WireDoor> = {}): Promise<TestWire> {
  const anyBroker = await TestWire.open(edge, made)
  const { nodeId } = await anyBroker.call(findCoordinatorMessages, 2, { key: groupId, keyType: 0, coordinatorKeys: [] })
  return TestWire.open(edge, made, { brokerId: nodeId, ...door })
}

const SUBSCRIPTION = { topics: ['t'], userData: null, ownedPartitions: [], generationId: -1, rackId: null }
export const SUBSCRIPTION_BYTES = encodeConsumerProtocolSubscription(SUBSCRIPTION)

type JoinRequest = WrittenMessageOf<typeof joinGroupMessages.request>
export type Joined = MessageOf<typeof joinGroupMessages.response>

/** What a member says that joins for the first time, as a dynamic one. */
export const JOINING = {
  groupId: 'g',
  sessionTimeoutMs: 10_000,
  rebalanceTimeoutMs: 60_000,
  memberId: '',
  protocolType: 'consumer',
  protocols: [{ name: 'range', metadata: SUBSCRIPTION_BYTES }],
} satisfies JoinRequest

/** A member of a group of the classic protocol, in versions that a test chooses. */
export class WireMember {
  readonly wire: TestWire
  readonly #joining: JoinRequest
  memberId = ''
  generationId = -1

  constructor(wire: TestWire, joining: Partial<JoinRequest> = {}) {
    this.wire = wire
    this.#joining = { ...JOINING, ...joining }
  }

  get named() {
    const { groupId, groupInstanceId = null } = this.#joining
    return { groupId, memberId: this.memberId, generationId: this.generationId, groupInstanceId }
  }

  /** Sends one request, and waits for the generation. */
  async joinOnce(version: number, over: Partial<JoinRequest> = {}): Promise<Joined> {
    const joined = await this.wire.call(joinGroupMessages, version, { ...this.#joining, memberId: this.memberId, ...over })
    if (joined.memberId !== '') this.memberId = joined.memberId
    if (joined.errorCode === 0) this.generationId = joined.generationId
    return joined
  }

  /** Joins, with the id that it is given first where that is asked. */
  async join(version = 9, over: Partial<JoinRequest> = {}): Promise<Joined> {
    const joined = await this.joinOnce(version, over)
    return joined.errorCode === codeOf('MEMBER_ID_REQUIRED') ? this.joinOnce(version, over) : joined
  }

  /** Syncs in a version that has every field; a leader gives partitions of t by member id. */
  sync(assignments: Readonly<Record<string, readonly number[]>> = {}, version = 5) {
    return this.wire.call(syncGroupMessages, version, {
      ...this.named,
      protocolType: 'consumer',
      protocolName: 'range',
      assignments: Object.entries(assignments).map(([memberId, indexes]) => ({ memberId, assignment: assignmentBytes(indexes) })),
    })
  }

  async heartbeat(version = 4): Promise<number> {
    return (await this.wire.call(heartbeatMessages, version, this.named)).errorCode
  }
}

export function assignmentBytes(indexes: readonly number[]): Uint8Array {
  const assignedPartitions = indexes.map((partitionIndex) => ({ topic: 't', partitionIndex }))
  return encodeConsumerProtocolAssignment({ assignedPartitions, userData: null })
}

/** A group of one member, which has all of t. */
export async function memberAlone(wire: TestWire, joining: Partial<JoinRequest> = {}): Promise<WireMember> {
  const member = new WireMember(wire, joining)
  await member.join()
  await member.sync({ [member.memberId]: [0, 1] })
  return member
}
