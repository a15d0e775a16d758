// The statuses that matter when brokers fail. Everything else is in the table itself.
import { describe, expect, it } from 'vitest'
import { kafkaRestError, statusOfKafkaError } from './kafka-error-status.ts'

describe('errors of a failing cluster', () => {
  it.each([
    'NOT_ENOUGH_REPLICAS',
    'NOT_ENOUGH_REPLICAS_AFTER_APPEND',
    'REQUEST_TIMED_OUT',
    'NOT_CONTROLLER',
    'NOT_LEADER_OR_FOLLOWER',
  ] as const)('%s is one of the many that the proxy answers with 500 and 50003: try again', (name) => {
    expect(statusOfKafkaError(name)).toEqual({ status: 500, errorCode: 50003 })
    expect(kafkaRestError(name, null).retriable).toBe(true)
  })

  it.each(['NETWORK_EXCEPTION', 'LEADER_NOT_AVAILABLE', 'BROKER_NOT_AVAILABLE'] as const)('%s is 503: nobody answers there', (name) => {
    expect(statusOfKafkaError(name)).toEqual({ status: 503, errorCode: 50302 })
  })

  it('a broker that is not registered is not found', () => {
    expect(statusOfKafkaError('BROKER_ID_NOT_REGISTERED').status).toBe(404)
  })

  it('an error that no retry helps is 50002', () => {
    expect(statusOfKafkaError('FENCED_LEADER_EPOCH').errorCode).toBe(50003)
    expect(statusOfKafkaError('INVALID_PRODUCER_EPOCH').errorCode).toBe(50002)
  })
})
