import { beforeEach, describe, expect, it } from 'vitest'
import { apiVersionsMessages } from '../../schema/kafka/protocol/messages/api-versions.ts'
import { metadataMessages } from '../../schema/kafka/protocol/messages/metadata.ts'
import { MalformedMessageError } from '../../schema/kafka/message/message-reader.ts'
import { MemoryEdge } from '../../test/support/memory-sandbox.ts'
import { readResponse, requestFrame, TestWire } from '../../test/support/wire.ts'
import { UnanswerableRequestError } from './connection-error.ts'

const edge = new MemoryEdge()
const ALL_TOPICS = {
  topics: null,
  allowAutoTopicCreation: true,
  includeClusterAuthorizedOperations: false,
  includeTopicAuthorizedOperations: false,
}
let wire: TestWire

beforeEach(async () => {
  wire = await TestWire.open(edge, await edge.sandbox({ seed: 1 }), { advertised: [{ brokerId: 2, host: 'localhost', port: 9093 }] })
})

describe('ApiVersions', () => {
  it.each([0, 1, 2, 3, 4])('lists every API with its range in version %i', async (version) => {
    const { errorCode, apiKeys } = await wire.call(apiVersionsMessages, version, { clientSoftwareName: 'test', clientSoftwareVersion: '1' })
    expect(errorCode).toBe(0)
    expect(apiKeys).toContainEqual({ apiKey: 3, minVersion: 0, maxVersion: 13 })
    expect(apiKeys).toContainEqual({ apiKey: 18, minVersion: 0, maxVersion: 4 })
  })

  it('answers a version from the future in version 0, with its own range', async () => {
    const frame = requestFrame(apiVersionsMessages, 4, { clientSoftwareName: 'test', clientSoftwareVersion: '1' }, { correlationId: 7 })
    frame[3] = 99
    await wire.connection.receive(frame)
    const { correlationId, message } = readResponse(apiVersionsMessages, 0, wire.sent[0]!)
    expect(correlationId).toBe(7)
    expect(message.errorCode).toBe(35)
    expect(message.apiKeys).toEqual([{ apiKey: 18, minVersion: 0, maxVersion: 4 }])
  })

  it('hides from version 3 the features that may be off', async () => {
    const asked = { clientSoftwareName: 'test', clientSoftwareVersion: '1' }
    const old = await wire.call(apiVersionsMessages, 3, asked)
    expect(old.supportedFeatures.map(({ name }) => name)).toEqual(['metadata.version'])
    expect(old.finalizedFeatures).toContainEqual({ name: 'transaction.version', maxVersionLevel: 2, minVersionLevel: 2 })
    expect((await wire.call(apiVersionsMessages, 4, asked)).supportedFeatures.map(({ name }) => name)).toContain('transaction.version')
  })
})

describe('a connection', () => {
  it('shows brokers where the client reaches them', async () => {
    const { brokers } = await wire.call(metadataMessages, 9, ALL_TOPICS)
    expect(brokers.map(({ nodeId, port }) => [nodeId, port])).toContainEqual([2, 9093])
  })

  it('ends with an API or a version that nobody knows', async () => {
    await expect(
      wire.connection.receive(requestFrame({ ...metadataMessages, apiKey: 999 }, 0, { ...ALL_TOPICS, topics: [] })),
    ).rejects.toThrow(UnanswerableRequestError)
    const frame = requestFrame(metadataMessages, 0, { ...ALL_TOPICS, topics: [] })
    frame[3] = 99
    await expect(wire.connection.receive(frame)).rejects.toThrow(UnanswerableRequestError)
  })

  it('ends with a request that is cut short', async () => {
    await expect(wire.connection.receive(requestFrame(metadataMessages, 0, { ...ALL_TOPICS, topics: [] }).subarray(0, -2))).rejects.toThrow(
      MalformedMessageError,
    )
    await expect(wire.connection.receive(new Uint8Array(3))).rejects.toThrow(MalformedMessageError)
  })
})
