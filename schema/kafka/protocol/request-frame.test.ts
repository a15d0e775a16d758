import { describe, expect, it } from 'vitest'
import { MAX_ELEMENTS_PER_REQUEST } from '../../protocol-limits.ts'
import { requestFrame } from '../../../test/support/wire.ts'
import { fetchMessages } from './messages/fetch.ts'
import { readRequest, readRequestHead } from './request-frame.ts'

function fetchOf(partitions: number): Uint8Array {
  const wanted = Array.from({ length: partitions }, (_, partition) => ({ partition, fetchOffset: 0, partitionMaxBytes: 1 }))
  const topics = [{ topic: 't', topicId: 'AAAAAAAAAAAAAAAAAAAAAA', partitions: wanted }]
  return requestFrame(
    fetchMessages,
    11,
    { maxWaitMs: 0, minBytes: 1, topics, forgottenTopicsData: [] },
    { correlationId: 5, clientId: 'me' },
  )
}

describe('readRequest', () => {
  it('reads head, client and message', () => {
    const frame = fetchOf(2)
    expect(readRequestHead(frame)).toEqual({ apiKey: 1, apiVersion: 11, correlationId: 5 })
    const { clientId, message } = readRequest(fetchMessages.request, 11, frame)
    expect(clientId).toBe('me')
    expect(message.topics[0]?.partitions).toHaveLength(2)
  })

  it('refuses what would be too much for the object behind it', () => {
    // The topic is an element too.
    expect(readRequest(fetchMessages.request, 11, fetchOf(MAX_ELEMENTS_PER_REQUEST - 1)).message.topics).toHaveLength(1)
    expect(() => readRequest(fetchMessages.request, 11, fetchOf(MAX_ELEMENTS_PER_REQUEST))).toThrow('hold more than')
  })
})
