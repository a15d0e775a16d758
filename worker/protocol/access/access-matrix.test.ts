// Every API of the protocol, asked by everybody. The cases come from the message definitions, so a new API is held to them without a word here.
import { describe, expect, it } from 'vitest'
import type { MessageDefinition, WrittenMessageOf } from '../../../schema/kafka/message/message-definition.ts'
import { MessageReader } from '../../../schema/kafka/message/message-reader.ts'
import { MessageWriter } from '../../../schema/kafka/message/message-writer.ts'
import { readMessage } from '../../../schema/kafka/message/read-message.ts'
import { writeMessage } from '../../../schema/kafka/message/write-message.ts'
import { deleteTopicsMessages } from '../../../schema/kafka/protocol/messages/delete-topics.ts'
import { metadataMessages } from '../../../schema/kafka/protocol/messages/metadata.ts'
import { offeredVersions } from '../../../schema/kafka/protocol/wire-message.ts'
import type { WireMessages } from '../../../schema/kafka/protocol/wire-message.ts'
import { allMessages } from '../../../test/support/all-messages.ts'
import { sampleMessage } from '../../../test/support/sample-message.ts'
import { newKeyId, newSandboxId } from '../../keys/capability.ts'
import type { Principal } from '../../keys/principal.ts'
import { allows, SCOPES } from '../../keys/scopes.ts'
import type { Scope, WantedScope } from '../../keys/scopes.ts'
import { WIRE_APIS } from '../all-apis.ts'
import { HangUpError } from '../wire-api.ts'
import { guardOf, GUARDS } from './all-guards.ts'
import { Access, Rights } from './rights.ts'
import type { AclCheck } from './rights.ts'

/** What each API asks of a key, as the endpoint for the same over HTTP does. */
const SCOPE_OF: Readonly<Record<string, WantedScope>> = {
  Produce: 'produce',
  Fetch: 'observe',
  ListOffsets: 'observe',
  Metadata: 'any',
  OffsetCommit: 'consume',
  OffsetFetch: 'observe',
  FindCoordinator: 'any',
  JoinGroup: 'consume',
  Heartbeat: 'consume',
  LeaveGroup: 'consume',
  SyncGroup: 'consume',
  DescribeGroups: 'observe',
  ListGroups: 'observe',
  SaslHandshake: 'any',
  ApiVersions: 'any',
  CreateTopics: 'admin',
  DeleteTopics: 'admin',
  DeleteRecords: 'admin',
  InitProducerId: 'produce',
  OffsetForLeaderEpoch: 'observe',
  AddPartitionsToTxn: 'produce',
  AddOffsetsToTxn: 'produce',
  EndTxn: 'produce',
  WriteTxnMarkers: 'admin',
  TxnOffsetCommit: 'produce',
  DescribeAcls: 'admin',
  CreateAcls: 'admin',
  DeleteAcls: 'admin',
  DescribeConfigs: 'observe',
  AlterConfigs: 'admin',
  DescribeLogDirs: 'observe',
  SaslAuthenticate: 'any',
  CreatePartitions: 'admin',
  DeleteGroups: 'admin',
  ElectLeaders: 'admin',
  IncrementalAlterConfigs: 'admin',
  AlterPartitionReassignments: 'admin',
  ListPartitionReassignments: 'observe',
  OffsetDelete: 'admin',
  DescribeClientQuotas: 'observe',
  AlterClientQuotas: 'admin',
  DescribeUserScramCredentials: 'admin',
  DescribeQuorum: 'observe',
  UpdateFeatures: 'admin',
  DescribeCluster: 'any',
  DescribeProducers: 'observe',
  DescribeTransactions: 'observe',
  ListTransactions: 'observe',
  ConsumerGroupHeartbeat: 'consume',
  ConsumerGroupDescribe: 'observe',
  GetTelemetrySubscriptions: 'any',
  ListConfigResources: 'observe',
  DescribeTopicPartitions: 'any',
}

/** What they tell is about the broker and the caller alone. */
const OPEN = new Set(['ApiVersions', 'SaslHandshake', 'SaslAuthenticate', 'GetTelemetrySubscriptions', 'DescribeCluster'])

/** Their answers have no room for an error, and say it by saying nothing. */
const TOO_OLD_FOR_ERRORS = new Set(['DescribeLogDirs 1', 'DescribeLogDirs 2'])

/** Their names are those of brokers, features and users: no prefix is about one of those. */
const OF_THE_CLUSTER = /UpdateFeatures|ElectLeaders|DescribeQuorum|WriteTxnMarkers|Resources|Acls|Quotas|Scram|Reassignments|Configs/
const NO_NAMES: ReadonlySet<string> = new Set([
  'statesFilter',
  'typesFilter',
  'stateFilters',
  'unknownStateFilters',
  'transactionalIdPattern',
  'rackId',
  'cursor',
  'nextCursor',
  'brokers',
  'clusterId',
  'logDir',
  'nodeEndpoints',
])

const OWN_TOPIC_ID = 'AAAAAAAAAAAAAAAAAAAAAQ'
const AUTHORIZATION_ERRORS = new Set([29, 30, 31, 53])
/** What stands for "not authorized" where the client asks for something that only goes with it. */
const SESSION_NOT_FOUND = 70
const OTHER_REFUSALS = new Set([0, 55, SESSION_NOT_FOUND])

const DENY_ALL: AclCheck = { allows: () => false, allowsSome: () => false }

const messages = await allMessages()
const cases = messages.flatMap((each) => {
  const { lowest, highest } = offeredVersions(each)
  return Array.from({ length: highest - lowest + 1 }, (_, index) => [`${each.name} ${lowest + index}`, each, lowest + index] as const)
})

function keyWith(scopes: readonly Scope[], topicPrefix: string | null = null): Principal {
  return { sandboxId: newSandboxId(), keyId: newKeyId(), scopes, topicPrefix, origins: null, expiresMs: null, key: 'samsa_key_' }
}

type Asked = { readonly answer: unknown; readonly carriedOut: unknown[]; readonly hungUp: boolean }

/** Sends a request in which everything is called `asked` through the guard to a cluster in which everything is called `hidden`. */
async function ask(each: WireMessages, version: number, principal: Principal, acls: AclCheck | null, named = 'asked'): Promise<Asked> {
  const carriedOut: unknown[] = []
  const guard = guardOf(each.apiKey)!
  const topicNames = async () => new Map([[OWN_TOPIC_ID, 'asked']])
  const access = new Access(new Rights(principal, acls), { scope: guard.scope, apiVersion: version, topicNames })
  const request = roundTrip(each.request, version, sampleMessage(each.request, version, { text: named, topicId: OWN_TOPIC_ID }))
  const next = async (allowed: unknown): Promise<unknown> => {
    carriedOut.push(allowed)
    return sampleMessage(each.response, version, { text: 'hidden', topicId: OWN_TOPIC_ID })
  }
  try {
    const answer = (await guard.pass(request, access, next)) as Record<string, unknown>
    return { answer: roundTrip(each.response, version, answer), carriedOut, hungUp: false }
  } catch (cause) {
    if (cause instanceof HangUpError) return { answer: null, carriedOut, hungUp: true }
    throw cause
  }
}

/** As it arrives at the other side: what cannot be written in this version throws. */
function roundTrip(definition: WireMessages['request'], version: number, message: object): Record<string, unknown> {
  const writer = new MessageWriter()
  writeMessage(definition, version, message as WrittenMessageOf<MessageDefinition>, writer)
  return readMessage(definition, version, new MessageReader(writer.finish()))
}

/** Whether anything is called so: but for words that a client chooses and names that everybody is told. */
function mentions(value: unknown, text: string): boolean {
  return JSON.stringify(value, (name, each: unknown) => (each instanceof Uint8Array || NO_NAMES.has(name) ? [] : each)).includes(text)
}

/** The codes of all errors in an answer. */
function errorCodes(value: unknown): number[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, inside]) => (/errorcode$/i.test(name) ? [Number(inside)] : errorCodes(inside)))
}

it('every API that is answered has one guard', () => {
  expect(WIRE_APIS.filter(({ apiKey }) => guardOf(apiKey) === undefined)).toEqual([])
  expect(new Set(GUARDS.map(({ apiKey }) => apiKey)).size).toBe(GUARDS.length)
})

it.each(messages.map((each) => [each.name, each] as const))('%s asks for the scope that it asks for over HTTP', (name, { apiKey }) => {
  expect(guardOf(apiKey)?.scope).toBe(SCOPE_OF[name])
})

it.each([metadataMessages, deleteTopicsMessages])('$name looks behind an id that stands beside the name of another topic', async (each) => {
  const version = offeredVersions(each).highest
  const mine = new Access(new Rights(keyWith(SCOPES, 'mine.'), null), {
    scope: 'any',
    apiVersion: version,
    topicNames: async () => new Map([[OWN_TOPIC_ID, 'hidden']]),
  })
  const request = { topics: [{ name: 'mine.own', topicId: OWN_TOPIC_ID }], topicNames: [], allowAutoTopicCreation: false }
  const carriedOut: unknown[] = []
  await guardOf(each.apiKey)!.pass(request, mine, async (allowed) => {
    carriedOut.push(allowed)
    return { topics: [], responses: [] } as never
  })
  expect(mentions(carriedOut, OWN_TOPIC_ID)).toBe(false)
})

describe.each(cases)('%s', (_, each, version) => {
  it.each(SCOPES)('does nothing with the scope %s when that is not enough', async (scope) => {
    if (allows([scope], SCOPE_OF[each.name] ?? 'admin')) return
    const { answer, carriedOut, hungUp } = await ask(each, version, keyWith([scope]), null)
    expectNothing(carriedOut, answer)
    if (carriedOut.length > 0 || hungUp) return
    const codes = errorCodes(answer)
    if (!TOO_OLD_FOR_ERRORS.has(`${each.name} ${version}`)) {
      expect(codes.some((code) => AUTHORIZATION_ERRORS.has(code) || code === SESSION_NOT_FOUND)).toBe(true)
    }
    expect(codes.filter((code) => !AUTHORIZATION_ERRORS.has(code) && !OTHER_REFUSALS.has(code))).toEqual([])
  })

  it('does nothing in the name of topics, groups and transactional ids outside the prefix of the key', async () => {
    if (OPEN.has(each.name) || OF_THE_CLUSTER.test(each.name)) return
    const { answer, carriedOut } = await ask(each, version, keyWith(SCOPES, 'mine.'), null)
    expectNothing(carriedOut, answer)
  })

  it('does nothing that no ACL allows', async () => {
    if (OPEN.has(each.name)) return
    const { answer, carriedOut } = await ask(each, version, keyWith(SCOPES), DENY_ALL)
    expectNothing(carriedOut, answer)
  })

  it('goes through whole for who may do everything', async () => {
    const { carriedOut } = await ask(each, version, keyWith(['admin']), null)
    const whole = roundTrip(each.request, version, sampleMessage(each.request, version, { text: 'asked', topicId: OWN_TOPIC_ID }))
    expect(carriedOut).toHaveLength(1)
    expect(carriedOut[0]).toEqual(each.name === 'Fetch' ? expect.objectContaining({ topics: whole['topics'] }) : whole)
  })
})

function expectNothing(carriedOut: unknown, answer: unknown): void {
  expect(mentions(carriedOut, 'asked')).toBe(false)
  expect(mentions(answer, 'hidden')).toBe(false)
}
