import { describe, expect, it } from 'vitest'
import { apiVersionsMessages } from '../../../../schema/kafka/protocol/messages/api-versions.ts'
import { MemoryEdge } from '../../../../test/support/memory-sandbox.ts'
import { TestWire, versionsOf } from '../../../../test/support/wire.ts'
import { WIRE_APIS } from '../../all-apis.ts'
import { KAFKA_APIS } from '../../page/kafka-facts.ts'
import { NOT_OFFERED } from '../../page/not-offered.ts'

const PRODUCE = 0
const SOFTWARE = { clientSoftwareName: 'test', clientSoftwareVersion: '1' }
const edge = new MemoryEdge()
const notOffered = new Set(NOT_OFFERED.flatMap(({ apiKeys }) => apiKeys))
const offered = KAFKA_APIS.filter(({ apiKey }) => !notOffered.has(apiKey))

describe('ApiVersions', () => {
  it.each(versionsOf(apiVersionsMessages))(
    'says in version %i what a broker of Kafka 4.3 says, without what is not offered',
    async (version) => {
      const wire = await TestWire.open(edge, await edge.sandbox({ seed: 1 }))
      const { errorCode, apiKeys } = await wire.call(apiVersionsMessages, version, SOFTWARE)
      expect(errorCode).toBe(0)
      // librdkafka would think that a broker which begins later cannot compress (KAFKA-18659).
      const ranges = offered.map(({ apiKey, lowest, highest }) => [apiKey, apiKey === PRODUCE ? 0 : lowest, highest])
      expect(apiKeys.map(({ apiKey, minVersion, maxVersion }) => [apiKey, minVersion, maxVersion])).toEqual(ranges)
    },
  )

  it.each([3, 4])('refuses software without a proper name in version %i', async (version) => {
    const wire = await TestWire.open(edge, await edge.sandbox({ seed: 1 }))
    for (const clientSoftwareName of ['', '-kafka', 'my kafka']) {
      const answer = await wire.call(apiVersionsMessages, version, { ...SOFTWARE, clientSoftwareName })
      expect(answer).toMatchObject({ errorCode: 42, apiKeys: [] })
    }
  })

  it('names every API as Kafka does', () => {
    expect(WIRE_APIS.map(({ apiKey, name }) => [apiKey, name])).toEqual(offered.map(({ apiKey, name }) => [apiKey, name]))
  })
})
