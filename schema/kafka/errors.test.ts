import { describe, expect, it } from 'vitest'
import { KAFKA_ERRORS, kafkaError } from './errors.ts'

describe('the error table', () => {
  it('holds the 135 codes from -1 to 133 in order, each once', () => {
    expect(KAFKA_ERRORS.map(({ code }) => code)).toEqual(Array.from({ length: 135 }, (_, index) => index - 1))
    expect(new Set(KAFKA_ERRORS.map(({ name }) => name)).size).toBe(135)
  })

  it('finds an error by its name and by its code', () => {
    expect(kafkaError('NOT_LEADER_OR_FOLLOWER')).toBe(kafkaError(6))
    expect(kafkaError(6)).toMatchObject({ name: 'NOT_LEADER_OR_FOLLOWER', retriable: true, refreshesMetadata: true })
  })

  it('answers a code of a newer Kafka with UNKNOWN_SERVER_ERROR', () => {
    expect(kafkaError(134)).toEqual(kafkaError('UNKNOWN_SERVER_ERROR'))
    expect(kafkaError(-2)).toEqual(kafkaError(-1))
  })

  it('has a sentence for every error', () => {
    for (const { message } of KAFKA_ERRORS) expect(message).toMatch(/\.$/)
  })

  it('never asks for new metadata without a retry', () => {
    for (const error of KAFKA_ERRORS) expect(error.retriable || !error.refreshesMetadata).toBe(true)
  })
})
