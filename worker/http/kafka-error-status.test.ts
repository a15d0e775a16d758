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
    expect(statusOfKafkaError('DELEGATION_TOKEN_EXPIRED').errorCode).toBe(50002)
  })
})

describe('errors of producers and transactions', () => {
  it.each([
    ['PRODUCER_FENCED', 403],
    ['INVALID_PRODUCER_EPOCH', 403],
    ['CONCURRENT_TRANSACTIONS', 409],
    ['INVALID_TXN_STATE', 409],
    ['TRANSACTION_ABORTABLE', 409],
    ['OUT_OF_ORDER_SEQUENCE_NUMBER', 409],
    ['TRANSACTIONAL_ID_NOT_FOUND', 404],
    ['INVALID_TRANSACTION_TIMEOUT', 400],
    ['COORDINATOR_NOT_AVAILABLE', 503],
    ['COORDINATOR_LOAD_IN_PROGRESS', 503],
    ['NOT_COORDINATOR', 503],
  ] as const)('%s is %i', (name, status) => {
    expect(statusOfKafkaError(name).status).toBe(status)
  })

  it('say which of them a retry may help', () => {
    expect(kafkaRestError('CONCURRENT_TRANSACTIONS', null).retriable).toBe(true)
    expect(kafkaRestError('PRODUCER_FENCED', null).retriable).toBe(false)
  })
})
