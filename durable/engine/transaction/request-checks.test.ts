import { describe, expect, it } from 'vitest'
import { partitionsOf } from '../../../test/support/transactions.ts'
import { errorOfAppend, isCompletionAppendedAgain } from './append-errors.ts'
import {
  checkTransactionalId,
  clientTransactionVersion,
  commitErrorForVersion,
  errorForVersion,
  errorsOfUnknownPartitions,
} from './request-checks.ts'

describe('the requests of a transaction', () => {
  it('[TXN13] tell old clients the error that they know', () => {
    expect(errorForVersion('InitProducerId', 3, 'PRODUCER_FENCED')).toBe('INVALID_PRODUCER_EPOCH')
    expect(errorForVersion('InitProducerId', 4, 'PRODUCER_FENCED')).toBe('PRODUCER_FENCED')
    for (const api of ['AddPartitionsToTxn', 'AddOffsetsToTxn', 'EndTxn'] as const) {
      expect(errorForVersion(api, 1, 'PRODUCER_FENCED')).toBe('INVALID_PRODUCER_EPOCH')
      expect(errorForVersion(api, 2, 'PRODUCER_FENCED')).toBe('PRODUCER_FENCED')
      expect(errorForVersion(api, 1, 'INVALID_TXN_STATE')).toBe('INVALID_TXN_STATE')
    }
    expect([1, 2].map((version) => commitErrorForVersion(version, 'COORDINATOR_LOAD_IN_PROGRESS'))).toEqual([
      'COORDINATOR_NOT_AVAILABLE',
      'COORDINATOR_LOAD_IN_PROGRESS',
    ])
    expect(commitErrorForVersion(1, 'NOT_COORDINATOR')).toBe('NOT_COORDINATOR')
  })

  it('[TXN13] tell errors of the log as those of a coordinator', () => {
    expect(errorOfAppend('NOT_ENOUGH_REPLICAS')).toBe('COORDINATOR_NOT_AVAILABLE')
    expect(errorOfAppend('NOT_LEADER_OR_FOLLOWER')).toBe('NOT_COORDINATOR')
    expect(errorOfAppend('RECORD_LIST_TOO_LARGE')).toBe('UNKNOWN_SERVER_ERROR')
    expect(errorOfAppend('INVALID_TXN_STATE')).toBe('INVALID_TXN_STATE')
    expect((['REQUEST_TIMED_OUT', 'NOT_LEADER_OR_FOLLOWER'] as const).map(isCompletionAppendedAgain)).toEqual([true, false])
  })

  it('[TXN9] show by their version which protocol the client speaks', () => {
    expect([3, 4].map((version) => clientTransactionVersion('AddPartitionsToTxn', version))).toEqual([0, 2])
    expect([4, 5].map((version) => clientTransactionVersion('EndTxn', version))).toEqual([0, 2])
    expect(clientTransactionVersion('AddOffsetsToTxn', 4)).toBe(0)
  })

  it('[TXN16] name a transactional id, and partitions that all exist', () => {
    expect([null, '', 'payments'].map((id) => checkTransactionalId(id)?.error ?? 'NONE')).toEqual([
      'INVALID_REQUEST',
      'INVALID_REQUEST',
      'NONE',
    ])
    const [first, second] = partitionsOf(0, 9)
    expect(errorsOfUnknownPartitions(partitionsOf(0, 9), () => true)).toBeNull()
    expect(errorsOfUnknownPartitions(partitionsOf(0, 9), ({ partitionIndex }) => partitionIndex < 3)).toEqual([
      { partition: first, error: 'OPERATION_NOT_ATTEMPTED' },
      { partition: second, error: 'UNKNOWN_TOPIC_OR_PARTITION' },
    ])
  })
})
